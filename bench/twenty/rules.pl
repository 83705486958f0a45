% The twenty rules of rules.law, as Prolog would say them. Facts are known throughout, so that two values are enough.
%
%     swipl -O -q -g main -t halt rules.pl -- FACTS ROUNDS
%
% FACTS holds terms deal(From, To, Use, Military, Form, Family, Origin, Value, Dy, Tb, Parts) with Parts a list of
% part(Form, Family, Origin, Value). Prints the answers of each deal on a line, then the processor time of the best round, s.

friend(deu). friend(fra). friend(jpn). friend(kor).
distant(rus). distant(irn). distant(prk).

listed(magnet). listed(alloy). listed(metal).
strong(magnet). strong(alloy).
rare(ndfeb). rare(smco).

% true(Regime, Rule, Deal): the condition.
true(magnets, base,    deal(_, _, _, _, Form, _, chn, _, _, _, _)) :- listed(Form).
true(magnets, relief,  deal(_, To, _, no, _, _, _, _, _, _, _)) :- friend(To).
true(magnets, strict,  deal(_, To, _, Military, Form, _, chn, _, _, _, _)) :- strong(Form), ( Military == yes -> true ; distant(To) ).
true(magnets, minimal, deal(_, _, medical, _, _, _, _, Value, _, _, _)) :- Value =< 500.

true(content, base,    deal(_, _, _, _, _, _, Origin, Value, _, _, Parts)) :-
    Origin \== chn, rare_value(Parts, 0, Sum), Sum >= 0.001 * Value.
true(content, relief,  deal(_, To, Use, _, _, _, _, _, _, _, _)) :- ( Use == research -> true ; Use == medical ), \+ distant(To).
true(content, strict,  deal(_, _, _, yes, _, _, Origin, Value, _, _, Parts)) :-
    Origin \== chn, chinese_value(Parts, 0, Sum), Sum >= 0.25 * Value.
true(content, minimal, deal(_, _, _, _, assembly, _, _, Value, _, _, Parts)) :- chinese_value(Parts, 0, Sum), Sum < 0.01 * Value.

true(elements, base,    deal(_, _, _, _, _, _, _, _, Dy, Tb, _)) :- ( Dy >= 0.5 -> true ; Tb >= 0.2 ).
true(elements, relief,  deal(_, To, _, _, _, Family, _, _, _, _, _)) :- ( friend(To) -> true ; Family == ferrite ).
true(elements, strict,  deal(_, _, Use, _, _, _, _, _, Dy, _, _)) :- Dy >= 3, Use \== civil, Use \== medical.
true(elements, minimal, deal(_, _, _, no, _, _, _, Value, _, _, _)) :- Value < 100.

true(transit, base,    deal(From, _, _, _, _, Family, _, _, _, _, _)) :- \+ friend(From), Family \== other.
true(transit, relief,  deal(_, _, civil, _, oxide, _, _, _, _, _, _)).
true(transit, strict,  deal(From, To, _, _, _, _, _, Value, _, _, _)) :- ( From == rus -> true ; To == prk, Value >= 1 ).
true(transit, minimal, deal(_, To, medical, _, _, _, _, _, _, _, _)) :- \+ distant(To).

true(parts, base,    deal(_, _, _, _, _, _, _, _, _, _, Parts)) :- member(part(magnet, _, Origin, _), Parts), distant(Origin), !.
true(parts, relief,  deal(_, _, civil, _, _, _, _, _, _, _, Parts)) :- \+ memberchk(part(_, _, prk, _), Parts).
true(parts, strict,  deal(_, _, _, _, assembly, _, _, _, _, _, Parts)) :- member(part(_, _, prk, Value), Parts), Value > 50, !.
true(parts, minimal, deal(_, _, _, _, _, _, _, _, _, _, Parts)) :- \+ ( member(part(_, _, _, Value), Parts), Value >= 20 ).

rare_value([], Sum, Sum).
rare_value([part(_, Family, Origin, Value) | Rest], Before, Sum) :-
    ( Origin == chn, rare(Family) -> Now is Before + Value ; Now = Before ),
    rare_value(Rest, Now, Sum).
chinese_value([], Sum, Sum).
chinese_value([part(_, _, Origin, Value) | Rest], Before, Sum) :-
    ( Origin == chn -> Now is Before + Value ; Now = Before ),
    chinese_value(Rest, Now, Sum).

% What a rule says, in the words of the answers.
says(magnets, base, 'licence, case by case').     says(magnets, strict, prohibited).
says(content, base, 'licence, case by case').     says(content, strict, 'licence, refused in principle').
says(elements, base, 'licence, normally granted'). says(elements, strict, 'licence, case by case').
says(transit, base, subject).                     says(transit, strict, prohibited).
says(parts, base, 'licence, refused in principle'). says(parts, strict, prohibited).
says(transit, relief, 'not caught') :- !.
says(_, relief, exempt).
says(_, minimal, exempt).

% An exception counts where a rule that it excepts is true; what is silenced says nothing.
holds(Regime, minimal, Deal) :- true(Regime, minimal, Deal), ( true(Regime, base, Deal) -> true ; true(Regime, strict, Deal) ).
holds(Regime, strict, Deal) :- true(Regime, strict, Deal), \+ holds(Regime, minimal, Deal).
holds(Regime, relief, Deal) :- true(Regime, relief, Deal), true(Regime, base, Deal), \+ holds(Regime, strict, Deal).
holds(Regime, base, Deal) :-
    true(Regime, base, Deal), \+ holds(Regime, strict, Deal), \+ holds(Regime, relief, Deal), \+ holds(Regime, minimal, Deal).

answer(Regime, Deal, Outcome) :- ( holds(Regime, Rule, Deal) -> says(Regime, Rule, Outcome) ; Outcome = 'not caught' ).
answers(Deal, [A, B, C, D, E]) :-
    answer(magnets, Deal, A), answer(content, Deal, B), answer(elements, Deal, C), answer(transit, Deal, D), answer(parts, Deal, E).

decide_all([]).
decide_all([Deal | Rest]) :- answers(Deal, _), decide_all(Rest).

% Processor time of the best of N rounds.
best(0, _, Best, Best) :- !.
best(N, Deals, Before, Best) :-
    statistics(cputime, Start),
    \+ \+ decide_all(Deals),
    statistics(cputime, End),
    Now is min(Before, End - Start),
    Next is N - 1,
    best(Next, Deals, Now, Best).

print_answers(Deal) :- answers(Deal, Answers), atomic_list_concat(Answers, ';', Line), writeln(Line).

main :-
    current_prolog_flag(argv, [File, Text | _]),
    atom_number(Text, Rounds),
    read_file_to_terms(File, Deals, []),
    maplist(print_answers, Deals),
    best(Rounds, Deals, inf, Time),
    format("time ~9f~n", [Time]).
