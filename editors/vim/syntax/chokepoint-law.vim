" Vim syntax for the law texts of chokepoint (docs/law-language.md).
" Install: copy editors/vim/* to ~/.vim/ (or ~/.config/nvim/).
if exists('b:current_syntax')
  finish
endif

syntax iskeyword @,48-57,_,-,192-255
syntax case match
syntax sync minlines=200

syntax match   lawComment "#.*$" contains=lawTodo
syntax keyword lawTodo contained TODO FIXME XXX
syntax region  lawText start=+"+ skip=+\\\\\|\\"+ end=+"+ contains=@Spell

" first words of declarations, with the name that follows
syntax keyword lawDeclaration authority provision choice reading fact term group list entry entity table row define rule exception duty fee nextgroup=lawName skipwhite
syntax keyword lawRegime regime amend nextgroup=lawName skipwhite
syntax match   lawName contained "[a-z][A-Za-z0-9._-]*\|[A-Z][A-Z0-9-]*"

syntax match   lawWord "\<in\>\|\<not\>"

" about, time, marks
syntax keyword lawAbout citation link grade article says note certainty clock binds by of to also
syntax match   lawAbout "\<verified\_s\+through\>"
syntax keyword lawTime published suspended extended ended void announced from until open within before after
syntax match   lawTime "\<in\_s\+force\>\|\<never\_s\+issued\>"

" conditions
syntax keyword lawWord if then and or any no every is a an one matches listed held contains share parts components except default over on less what
syntax keyword lawWord directly chains aggregate through value mass when covers all none unsure pointer test hs code for as means where
syntax keyword lawSubject deal item component part technology party vessel exporter importer consignee end_user intermediary supplier owner operator
syntax match   lawFact "\<\(deal\|item\|component\|part\|technology\|party\|vessel\|exporter\|importer\|consignee\|end_user\|intermediary\|supplier\|owner\|operator\)\.[a-z0-9_]\+\>"
syntax keyword lawType yes-no number money percent date country text codes word words element-share calendar

" outcomes and obligations
syntax match   lawOutcome "\<licence\_s*,\_s*\(normally\_s\+granted\|case\_s\+by\_s\+case\|refused\_s\+in\_s\+principle\)"
syntax match   lawOutcome "\<not\_s\+caught\>"
syntax keyword lawOutcome prohibited exempt subject
syntax keyword lawTodoWord report notify record declare hand-over apply commit verify working days years export entry arrival acceptance
syntax keyword lawDuty rate floor excluded replaces charge per higher units rounded up minimum maximum at most times year counted once unless yields

" values
syntax match   lawDate "\<\d\{4}-\d\d-\d\d\>\( \d\d:\d\d\([+-]\d\d:\d\d\)\=\)\="
syntax match   lawNumber "\<\d\+\(\.\d\+\)\=\>\( %\)\="
syntax match   lawCode "\<\d[A-E]\d\{3}\(\.[A-Za-z0-9]\+\)*\>"
syntax match   lawCountry "\<[A-Z]\{3}\>"
syntax keyword lawCertainty legal political hypothetical
syntax match   lawRelation ">=\|<=\|[<>=]"

highlight default link lawComment     Comment
highlight default link lawTodo        Todo
highlight default link lawText        String
highlight default link lawDeclaration Keyword
highlight default link lawRegime      Structure
highlight default link lawName        Identifier
highlight default link lawAbout       Label
highlight default link lawTime        PreProc
highlight default link lawWord        Conditional
highlight default link lawSubject     Type
highlight default link lawFact        Type
highlight default link lawType        Type
highlight default link lawOutcome     Exception
highlight default link lawTodoWord    Statement
highlight default link lawDuty        Statement
highlight default link lawDate        Number
highlight default link lawNumber      Number
highlight default link lawCode        Constant
highlight default link lawCountry     Constant
highlight default link lawCertainty   PreProc
highlight default link lawRelation    Operator

let b:current_syntax = 'chokepoint-law'
