% The semantics of docs/methods/judging.md, written a second time and in another way, for SWI-Prolog.
%
% Nothing here follows the C++ code: membership is search for certain and for possible paths at single instants, conditions
% are evaluated as written in strong Kleene logic (t, u, f), and where that leaves a clause undetermined all
% completions of its unknown literals are tried. tools/oracle/oracle.cpp translates terms and incidents into the
% facts below and compares the rulings.
%
%   actor(World, Id, Kind)                      edge(World, From, Relation, To, ValidFrom, ValidTo, Disputed)
%   version(World, Instrument, From, To, Approval)                 Approval: given, missing
%   clause(World, Id, Deontic, Text, Instrument, Acts, By, Against, Where, When, Due, Done)   Due, Done: none if absent
%   exception(World, Id, Defeats, Cases, Priority)                 area(World, Id, ValidFrom, ValidTo)
%   incident(World, Id, Finder, From, To, Acts, Actors, Targets, Named)      in the order of From
%   inside(World, Incident, Area, Truth)        near(World, Incident, Incident, Truth)

:- dynamic ruled/4.
:- discontiguous actor/3, edge/7, version/5, clause/12, exception/5, area/4, incident/9, inside/4, near/4.
:- dynamic actor/3, edge/7, version/5, clause/12, exception/5, area/4, incident/9, inside/4, near/4.

% ---- the invented country's vocabulary

parent(air_strike, use_of_force).
parent(indirect_fire, use_of_force).
parent(movement, use_of_force).
parent(mortar, indirect_fire).
parent(artillery, indirect_fire).

values(colour, [blue, green, red]).
values(target_composition, [mixed, only_designated, only_protected]).
values(Flag, [no, yes]) :- member(Flag, [p, q, r, s, proportionate]).

% ---- strong Kleene logic

conj(f, _, f) :- !.
conj(_, f, f) :- !.
conj(t, t, t) :- !.
conj(_, _, u).
neg(t, f). neg(f, t). neg(u, u).
disj(A, B, C) :- neg(A, NA), neg(B, NB), conj(NA, NB, NC), neg(NC, C).
conj_all(List, T) :- foldl([X, A, B]>>conj(A, X, B), List, t, T).
disj_all(List, T) :- foldl([X, A, B]>>disj(A, X, B), List, f, T).

% t if all are, f if none is, else u; nothing at all is u.
unanimous([], u) :- !.
unanimous(List, t) :- maplist(==(t), List), !.
unanimous(List, f) :- maplist(==(f), List), !.
unanimous(_, u).

% ---- acts

below(A, A).
below(A, B) :- parent(A, C), below(C, B).

covered(Acts, Done, t) :- member(A, Acts), below(Done, A), !.
covered(Acts, Done, u) :- member(A, Acts), below(A, Done), !.
covered(_, _, f).

% ---- who belongs to what at one instant

claim(W, A, Rel, B, T, Sure) :- edge(W, A, Rel, B, From, To, Disputed), From =< T, T < To, ( Disputed == no -> Sure = sure ; Sure = perhaps ).
step(W, A, Rels, B, T, sure) :- member(Rel, Rels), claim(W, A, Rel, B, T, sure).
step(W, A, Rels, B, T, perhaps) :- member(Rel, Rels), claim(W, A, Rel, B, T, _).

designated(W, A, _, _, _) :- actor(W, A, designated_group).
designated(W, A, _, perhaps, _) :- actor(W, A, umbrella).
designated(W, A, T, Mode, Seen) :- step(W, A, [designated_as, part_of], B, T, Mode), \+ memberchk(B, Seen), designated(W, B, T, Mode, [B|Seen]).

other(sure, perhaps). other(perhaps, sure).

bound(W, _, _, A, _, perhaps, _) :- actor(W, A, umbrella).
bound(W, Instrument, Rels, A, T, Mode, Seen) :-
    other(Mode, Opposite), \+ designated(W, A, T, Opposite, [A]),
    ( step(W, A, [signatory_of], Instrument, T, Mode)
    ; step(W, A, Rels, B, T, Mode), \+ memberchk(B, Seen), bound(W, Instrument, Rels, B, T, Mode, [B|Seen]) ).

is_or_part(_, A, A, _, _, _).
is_or_part(W, A, _, _, perhaps, _) :- actor(W, A, umbrella).
is_or_part(W, A, S, T, Mode, Seen) :- step(W, A, [part_of, designated_as], B, T, Mode), \+ memberchk(B, Seen), is_or_part(W, B, S, T, Mode, [B|Seen]).

in_set(W, bound, I, A, T, Mode) :- bound(W, I, [part_of], A, T, Mode, [A]).
in_set(W, bound_or_supporting, I, A, T, Mode) :- bound(W, I, [part_of, supports], A, T, Mode, [A]).
in_set(W, designated, _, A, T, Mode) :- designated(W, A, T, Mode, [A]).
in_set(W, S, _, A, T, Mode) :- \+ memberchk(S, [bound, bound_or_supporting, designated]), is_or_part(W, A, S, T, Mode, [A]).

at_instant(W, S, I, A, T, Truth) :-
    ( \+ in_set(W, S, I, A, T, perhaps) -> Truth = f ; in_set(W, S, I, A, T, sure) -> Truth = t ; Truth = u ).

instant(_, From, _, From).
instant(W, From, To, T) :- edge(W, _, _, _, A, B, _), member(T, [A, B]), From < T, T < To.

member_truth(W, Name, S, I, From, To, Truth) :-
    known(W, Name, Who),
    ( Who == civilians -> Truth = f
    ; Who == unheard -> Truth = u
    ; setof(T, instant(W, From, To, T), Ts),
      findall(X, ( member(T, Ts), at_instant(W, S, I, Who, T, X) ), Xs), unanimous(Xs, Truth) ).

known(_, Name, civilians) :- downcase_atom(Name, civilians), !.
known(W, Name, Name) :- actor(W, Name, _), !.
known(_, _, unheard).

all_members(W, Names, S, I, From, To, Truth) :-
    findall(X, ( member(N, Names), member_truth(W, N, S, I, From, To, X) ), Xs), unanimous(Xs, Truth).

% ---- time

throughout(A, B, From, To, t) :- A =< From, To =< B, !.
throughout(A, B, From, To, f) :- ( B =< From ; To =< A ), !.
throughout(_, _, _, _, u).

% ---- named facts

possible(W, Inc, Name, Values) :- stated(W, Inc, Name, Values), !.
possible(W, Inc, target_composition, Values) :- !,
    incident(W, Inc, _, From, To, _, _, Targets, _), all_members(W, Targets, designated, none, From, To, D),
    ( D == t -> Values = [mixed, only_designated] ; D == f -> Values = [mixed, only_protected] ; values(target_composition, Values) ).
possible(_, _, Name, Values) :- values(Name, Values).
stated(W, Inc, Name, Values) :- incident(W, Inc, _, _, _, _, _, _, Named), memberchk(Name-values(Values), Named).

% ---- literals: one spelling for a question and its opposite

canonical(after(T), no, before(T)) :- !.
canonical(num(N, ge, X), no, num(N, lt, X)) :- !.
canonical(num(N, le, X), yes, num(N, lt, Y)) :- !, Y is X + 1.
canonical(num(N, gt, X), no, num(N, lt, Y)) :- !, Y is X + 1.
canonical(is(N, Vs), no, is(N, Others)) :- values(N, [First|Rest]), memberchk(First, Vs), !, subtract([First|Rest], Vs, Others).
canonical(is(N, Vs), yes, is(N, Sorted)) :- !, sort(Vs, Sorted).
canonical(act(Acts), yes, act(Sorted)) :- !, sort(Acts, Sorted).
canonical(L, yes, L).

% Env: the answers assumed for unknown literals, [] for what the facts say.
literal(W, Inc, Instrument, Atom, Env, Truth) :-
    canonical(Atom, Positive, L), scope(L, Instrument, I),
    ( memberchk((I:L)-V, Env) -> true ; look_up(W, Inc, I, L, V) ),
    ( Positive == yes -> Truth = V ; neg(V, Truth) ).

% Only who is bound depends on the instrument; other questions are the same for all.
scope(L, I, I) :- L =.. [In, S], memberchk(In, [actor_in, target_in]), memberchk(S, [bound, bound_or_supporting]), !.
scope(_, _, none).

look_up(W, Inc, I, L, V) :- ( nb_known(Inc, I, L, V0) -> V = V0 ; ask(W, Inc, I, L, V0), assertz(nb_known(Inc, I, L, V0)), V = V0 ).
:- dynamic nb_known/4.

ask(W, Inc, _, act(Acts), V) :- incident(W, Inc, _, _, _, Done, _, _, _), findall(X, ( member(D, Done), covered(Acts, D, X) ), Xs), unanimous(Xs, V).
ask(W, Inc, I, actor_in(S), V) :- incident(W, Inc, _, From, To, _, Names, _, _), all_members(W, Names, S, I, From, To, V).
ask(W, Inc, I, target_in(S), V) :- incident(W, Inc, _, From, To, _, _, Names, _), all_members(W, Names, S, I, From, To, V).
ask(W, Inc, _, in_force(Instrument), V) :- incident(W, Inc, _, From, To, _, _, _, _), version(W, Instrument, A, B, _), throughout(A, B, From, To, V).
ask(W, Inc, _, before(T), V) :- incident(W, Inc, _, From, To, _, _, _, _), ( To =< T -> V = t ; From >= T -> V = f ; V = u ).
ask(W, Inc, _, during(A, B), V) :- incident(W, Inc, _, From, To, _, _, _, _), throughout(A, B, From, To, V).
ask(W, Inc, _, is(N, Vs), V) :- possible(W, Inc, N, Ps), findall(X, ( member(P, Ps), ( memberchk(P, Vs) -> X = t ; X = f ) ), Xs), unanimous(Xs, V).
ask(W, Inc, _, num(N, lt, Bound), V) :-
    incident(W, Inc, _, _, _, _, _, _, Named),
    ( memberchk(N-range(Low, High), Named) -> ( High < Bound -> V = t ; Low >= Bound -> V = f ; V = u ) ; V = u ).
ask(W, Inc, _, inside(Area), V) :-
    incident(W, Inc, _, From, To, _, _, _, _), area(W, Area, A, B), throughout(A, B, From, To, X), inside(W, Inc, Area, Y), conj(X, Y, V).
ask(W, Inc, _, responds(Longest), V) :-
    incident(W, Inc, Finder, _, _, _, _, _, _),
    findall(X, ( incident(W, Other, Finder, _, _, _, _, _, _), Other \== Inc, answers(W, Other, Inc, Longest, X) ), Xs), disj_all(Xs, V).

% ---- responds_to

answers(W, J, I, Longest, V) :-
    incident(W, J, _, JF, JT, _, JActors, JTargets, _), incident(W, I, _, IF, IT, _, IActors, ITargets, _),
    ( JT =< IF -> Order = t ; JF + 1 >= IT -> Order = f ; Order = u ),
    Most is IT - 1 - JF, Least is IF - (JT - 1),
    ( Most =< Longest -> Soon = t ; Least > Longest -> Soon = f ; Soon = u ),
    ( ( Order == f ; Soon == f ) -> V = f
    ; near(W, J, I, Near), sides(W, JActors, ITargets, JF, JT, D1), sides(W, JTargets, IActors, JF, JT, D2),
      ( Order == t -> verdict_truth(W, J, Verdict) ; Verdict = u ),
      conj_all([Order, Soon, Near, D1, D2, Verdict], V) ).

verdict_truth(W, J, t) :- ruled(W, J, _, violation), !.
verdict_truth(W, J, u) :- ( ruled(W, J, _, undetermined) ; ruled(W, J, _, conflict) ), !.
verdict_truth(_, _, f).

sides(W, As, Bs, From, To, V) :- findall(X, ( member(A, As), member(B, Bs), same_side(W, A, B, From, To, X) ), Xs), unanimous(Xs, V).

same_side(W, NameA, NameB, From, To, V) :-
    setof(T, instant(W, From, To, T), Ts), findall(X, ( member(T, Ts), same_at(W, NameA, NameB, T, X) ), Xs), unanimous(Xs, V).

same_at(W, NameA, NameB, T, V) :-
    known(W, NameA, A), known(W, NameB, B),
    ( ( A == civilians ; B == civilians ) -> ( A == B -> V = t ; V = f )
    ; ( A == unheard ; B == unheard ) -> ( NameA == NameB -> V = t ; V = u )
    ; A == B -> ( actor(W, A, umbrella) -> V = u ; V = t )
    ; ( actor(W, A, umbrella) ; actor(W, B, umbrella) ) -> V = u
    ; at_instant(W, B, none, A, T, X), at_instant(W, A, none, B, T, Y), disj(X, Y, Direct),
      ( Direct \== f -> V = Direct
      ; actor(W, C, K), K \== umbrella, at_instant(W, C, none, A, T, P), P \== f, at_instant(W, C, none, B, T, Q), Q \== f -> V = u
      ; V = f ) ).

% ---- conditions, exceptions, clauses

cond(W, Inc, I, all(Cs), Env, V) :- !, findall(X, ( member(C, Cs), cond(W, Inc, I, C, Env, X) ), Xs), conj_all(Xs, V).
cond(W, Inc, I, any(Cs), Env, V) :- !, findall(X, ( member(C, Cs), cond(W, Inc, I, C, Env, X) ), Xs), disj_all(Xs, V).
cond(W, Inc, I, not(C), Env, V) :- !, cond(W, Inc, I, C, Env, X), neg(X, V).
cond(W, Inc, I, Atom, Env, V) :- literal(W, Inc, I, Atom, Env, V).

elements(W, Clause, Inc, Env, V) :-
    clause(W, Clause, Deontic, _, I, Acts, By, Against, Where, When, Due, _),
    ( By == anyone -> EBy = all([]) ; EBy = actor_in(By) ),
    ( Against == anyone -> EAgainst = all([]) ; EAgainst = target_in(Against) ),
    ( Deontic == oblige, Due \== none -> EDue = after(Due) ; EDue = all([]) ),
    cond(W, Inc, I, all([act(Acts), in_force(I), EBy, EAgainst, Where, When]), Env, Others), cond(W, Inc, I, EDue, Env, Late),
    V = Others/Late.

% The exception applies to a clause of instrument I, and nothing of higher priority defeats it.
effective(W, X, I, Inc, Env, V) :-
    exception(W, X, _, Cases, P), cond(W, Inc, I, any(Cases), Env, Applies),
    findall(D, ( against(W, Y, X, Q), Q > P, effective(W, Y, I, Inc, Env, D) ), Ds), disj_all(Ds, Defeated), neg(Defeated, Stands),
    conj(Applies, Stands, V).
against(W, Y, X, Q) :- exception(W, Y, Defeats, _, Q), memberchk(X, Defeats).

contradicted(W, X, I, Inc, Env, V) :-
    exception(W, X, _, _, P), findall(D, ( against(W, Y, X, P), effective(W, Y, I, Inc, Env, D) ), Ds), disj_all(Ds, V).

exempt(W, Clause, I, Inc, Env, Exempt, Clash) :-
    findall(E-C, ( against(W, X, Clause, _), effective(W, X, I, Inc, Env, A), contradicted(W, X, I, Inc, Env, K), neg(K, NK),
                   conj(A, NK, E), conj(A, K, C) ), Pairs),
    pairs_keys_values(Pairs, Es, Cs), disj_all(Es, Exempt), disj_all(Cs, Clash).

permitted(W, Inc, Env, V) :-
    findall(X, ( clause(W, Q, permit, Text, I, _, _, _, _, _, _, _), Text \== draft, version(W, I, _, _, given),
                 elements(W, Q, Inc, Env, E/_),
                 findall(A, ( against(W, Y, Q, _), effective(W, Y, I, Inc, Env, A) ), As), disj_all(As, Back), neg(Back, Stands),
                 conj(E, Stands, X) ), Xs), disj_all(Xs, V).

parts(W, Clause, Inc, Env, E, Met, Exempt, Clash) :-
    clause(W, Clause, Deontic, _, I, _, _, _, _, _, _, Done),
    elements(W, Clause, Inc, Env, E),
    ( Deontic == oblige, Done \== none -> cond(W, Inc, I, Done, Env, Met) ; Met = f ),
    exempt(W, Clause, I, Inc, Env, Exempt, Clash0),
    ( Deontic == prohibit -> permitted(W, Inc, Env, P), disj(Clash0, P, Clash) ; Clash = Clash0 ).

ruling(W, Clause, _, no_rule) :- clause(W, Clause, Deontic, Text, I, _, _, _, _, _, _, _), ( Text == draft ; Deontic == permit ; version(W, I, _, _, missing) ), !.
ruling(W, Clause, Inc, Ruling) :-
    parts(W, Clause, Inc, [], E/Late, Met, Exempt, Clash),
    ( E == f -> Ruling = no_violation
    ; Late == f -> Ruling = not_due
    ; Met == t -> Ruling = no_violation
    ; Exempt == t -> Ruling = exempt
    ; E == t, Late == t, Met == f, Exempt == f, Clash == t -> Ruling = conflict
    ; E == t, Late == t, Met == f, Exempt == f, Clash == f -> Ruling = violation
    ; by_completion(W, Clause, Inc, Ruling) ).

outcome(W, Clause, Inc, Env, Outcome) :-
    parts(W, Clause, Inc, Env, E/Late, Met, Exempt, Clash), conj(E, Late, All),
    ( ( All == f ; Met == t ; Exempt == t ) -> Outcome = cleared ; Clash == t -> Outcome = conflict ; Outcome = violation ).

by_completion(W, Clause, Inc, Ruling) :-
    unknown_literals(W, Clause, Inc, Ls),
    complete(Ls, First), outcome(W, Clause, Inc, First, Outcome), !,
    ( complete(Ls, Env), outcome(W, Clause, Inc, Env, Different), Different \== Outcome -> Ruling = undetermined ; Ruling = Outcome ).

complete([], []).
complete([L|Ls], [L-V|Env]) :- complete(Ls, Env), member(V, [t, f]).

unknown_literals(W, Clause, Inc, Ls) :-
    findall(I:L, ( asks(W, Clause, Instrument, Atom), canonical(Atom, _, L), scope(L, Instrument, I), look_up(W, Inc, I, L, u) ), All),
    sort(All, Ls).

% Every literal that bears on a clause, with the instrument of the clause that asks it.
asks(W, Clause, I, Atom) :-
    clause(W, Clause, Deontic, _, _, _, _, _, _, _, _, _),
    ( own(W, Clause, I, Atom)
    ; Deontic == prohibit, clause(W, Q, permit, Text, J, _, _, _, _, _, _, _), Text \== draft, version(W, J, _, _, given), own(W, Q, I, Atom) ).

own(W, Clause, I, Atom) :-
    clause(W, Clause, Deontic, _, I, Acts, By, Against, Where, When, Due, Done),
    ( Atom = act(Acts) ; Atom = in_force(I) ; By \== anyone, Atom = actor_in(By) ; Against \== anyone, Atom = target_in(Against)
    ; atom_in(Where, Atom) ; atom_in(When, Atom) ; Deontic == oblige, ( Due \== none, Atom = after(Due) ; Done \== none, atom_in(Done, Atom) )
    ; bears(W, X, Clause), exception(W, X, _, Cases, _), member(C, Cases), atom_in(C, Atom) ).
bears(W, X, Rule) :- against(W, X, Rule, _).
bears(W, Y, Rule) :- against(W, X, Rule, _), bears(W, Y, X).

atom_in(all(Cs), A) :- !, member(C, Cs), atom_in(C, A).
atom_in(any(Cs), A) :- !, member(C, Cs), atom_in(C, A).
atom_in(not(C), A) :- !, atom_in(C, A).
atom_in(A, A).

% ---- all of it

judge_incident(W, Inc) :-
    retractall(nb_known(_, _, _, _)),
    forall(clause(W, C, _, _, _, _, _, _, _, _, _, _), ( once(ruling(W, C, Inc, R)), assertz(ruled(W, Inc, C, R)), format("~w ~w ~w ~w~n", [W, Inc, C, R]) )).

% Incidents stand in the order of their beginning, so a prior one is judged before it is asked for.
judge_everything :- forall(incident(W, Inc, _, _, _, _, _, _, _), judge_incident(W, Inc)).
