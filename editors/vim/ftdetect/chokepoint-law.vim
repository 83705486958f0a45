" Law texts of chokepoint. Some other programs use .law too, so the first words decide.
autocmd BufNewFile,BufRead *.law if getline(1) =~# '^\(#\|authority\|regime\|provision\|choice\|fact\|term\|group\|list\|table\|define\|rule\|exception\|duty\|fee\|amend\)\>\?' || line('$') == 1 | setfiletype chokepoint-law | endif
