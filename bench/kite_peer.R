# The NAFTA case by KITE, the trade model of the Kiel Institute, which is not part of this project:
#   CK_KITE=FOLDER Rscript bench/kite_peer.R FILE COUNTRIES SECTORS TOLERANCE
# FOLDER holds its R code (folder R); FILE holds doubles that bench_trade_peers wrote, the first index fastest: 1/theta (sector), share of value added
# (sector, country), inputs per unit of intermediates (input, sector, country), final shares (sector, country), trade shares, tariffs before and after
# (origin, destination, sector), value added (country), spending (sector, country). Prints processor seconds, then for each country, per cent, real
# wage and exact income over prices. Without arguments: status 0 where it can be run.
folder <- Sys.getenv("CK_KITE")
code <- list.files(file.path(folder, "R"), "\\.R$", full.names = TRUE)
present <- folder != "" && length(code) > 0 && requireNamespace("data.table", quietly = TRUE) && requireNamespace("cli", quietly = TRUE)
if (!present) quit(status = 3)
given <- commandArgs(trailingOnly = TRUE)
if (length(given) < 4) quit(status = 0)
suppressPackageStartupMessages({ library(data.table); library(cli) })
data.table::setDTthreads(1)
for (file in code) source(file)

N <- as.integer(given[2])
J <- as.integer(given[3])
from <- file(given[1], "rb")
country <- sprintf("c%03d", seq_len(N))
sector <- sprintf("s%03d", seq_len(J))
take <- function(...) {
    names <- list(...)
    table <- do.call(data.table::CJ, c(rev(names), sorted = FALSE))
    data.table::setcolorder(table, names(names))
    table[, value := readBin(from, "double", nrow(table))]
    table
}
start <- list(trade_elasticity = take(sector = sector), factor_share = take(sector = sector, country = country),
              intermediate_share = take(input = sector, output = sector, country = country),
              consumption_share = take(sector = sector, country = country),
              trade_share = take(origin = country, destination = country, sector = sector),
              tariff = take(origin = country, destination = country, sector = sector))
after <- take(origin = country, destination = country, sector = sector)
start$value_added <- take(country = country)
start$expenditure <- take(sector = sector, country = country)
start$trade_balance <- data.table::data.table(country = country, value = 0)
start$export_subsidy <- data.table::copy(start$tariff)[, value := 1]
close(from)

time <- system.time(answer <- update_equilibrium(model = caliendo_parro_2015, initial_conditions = start,
    model_scenario = list(tariff_new = after), settings = list(verbose = 0L, tolerance = as.numeric(given[4]))))
answer <- process_results(answer)
real_wage <- answer$output$wage_change_real$value
welfare <- answer$output$welfare_change$value
cat(sprintf("%.3f\n", time[["user.self"]] + time[["sys.self"]]))
cat(sprintf("%.12g %.12g\n", 100 * (real_wage - 1), 100 * (welfare - 1)), sep = "")
