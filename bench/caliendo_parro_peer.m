% The NAFTA case by the program of Caliendo and Parro (2015), which is not part of this project:
%   CK_CALIENDO_PARRO=FOLDER octave-cli --quiet bench/caliendo_parro_peer.m
% FOLDER is "Counterfactuals" of their replication files. Their equilibrium and welfare functions run with their damping (0.2), tolerance (1e-7) and
% 1993 data without aggregate deficits; tariffs among Mexico, Canada and the United States go to those of 2005. Prints processor seconds of the
% equilibrium and of the welfare part, then for each country, per cent: linear total, terms of trade, volume of trade, real wage, exact income over prices.
1;

function total = nansum(x)                                   % Octave has it in a package alone
  x(isnan(x)) = 0;
  total = sum(x);
end

cd(getenv('CK_CALIENDO_PARRO'));
load initial_condition_1993_noS
before = [1 + importdata('tariffs1993.txt')/100; ones(620, 31)];
later = [1 + importdata('tariffs2005.txt')/100; ones(620, 31)];
after = before;
member = [5 20 30];
for importer = member
  for exporter = setdiff(member, importer)
    row = importer:N:N*J;
    after(row, exporter) = later(row, exporter);
  end
end
begun = cputime();
[wage price spending paid share excess balance cost] = equilibrium_LC(after./before, after, alphas, T, B, G, Din, J, N, 1e10, 1e-7, VAn, Sn, -0.2);
solved = cputime();
income = VAn + sum(X0.*(1 - F))' - Sn;
[total terms volume] = Welfarelineal(spending, share, cost, before, after, xbilattau, income, J, N);
ended = cputime();
level = prod(price.^alphas)';
later_income = wage.*VAn + sum(spending.*(1 - paid))' - Sn;
printf('%.2f %.2f\n', solved - begun, ended - solved);
printf('%.10f %.10f %.10f %.10f %.10f\n', 100*[total terms volume (wage./level - 1) (later_income./income./level - 1)]');
