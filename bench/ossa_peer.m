% What the program of Ossa (2014) found, which is not part of this project: CK_OSSA=FOLDER octave-cli --quiet bench/ossa_peer.m
% FOLDER holds DATA.mat, OPTIMALTARIFFPOL.mat and NASHTARIFFPOLs.mat of his replication files. Prints his political weights (region, then sector), his
% optimal tariffs and those of his trade war, both with weights (sector, importer, exporter; 0 at home).
folder = getenv('CK_OSSA');
data = load(fullfile(folder, 'DATA.mat'));
best = load(fullfile(folder, 'OPTIMALTARIFFPOL.mat')).OPTIMALTARIFFPOL;
war = load(fullfile(folder, 'NASHTARIFFPOLs.mat')).NASHTARIFFPOLs;
weight = data.LAMBDAPOL;
[N S] = size(weight);
printf('%.17g\n', weight');
best = reshape(best, [N - 1, S, N]);                         % sellers other than the importer, sector, importer
for s = 1:S
  for n = 1:N
    row = [best(1:n-1, s, n); 0; best(n:end, s, n)];
    printf('%.17g\n', row);
  end
end
for s = 1:S
  printf('%.17g\n', war(:, :, s));                           % seller by importer, sellers first
end
