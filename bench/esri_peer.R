# GLcascade with fastcascade on a network that bench_network wrote: Rscript esri_peer.R FOLDER SCENARIOS EPSILON [NORUN].
# The first SCENARIOS firms fail alone. Prints seconds of the cascades, mean index, mean iterations.
given <- commandArgs(trailingOnly = TRUE)
present <- requireNamespace("GLcascade", quietly = TRUE) && requireNamespace("fastcascade", quietly = TRUE)
if (!present) quit(status = 3)
if (length(given) < 3) quit(status = 0)
links <- read.csv(file.path(given[1], "links.csv"))
firms <- read.csv(file.path(given[1], "firms.csv"))
roles <- as.matrix(read.csv(file.path(given[1], "roles.csv"), header = FALSE))
sectors <- sort(unique(firms$sector))
dimnames(roles) <- list(seq_len(nrow(roles)) - 1, seq_len(nrow(roles)) - 1)
roles <- roles[as.character(sectors), as.character(sectors)]
n <- nrow(firms)
failures <- as.integer(given[2])
W <- Matrix::sparseMatrix(i = links$supplier + 1, j = links$buyer + 1, x = links$value, dims = c(n, n))
shocks <- Matrix::sparseMatrix(i = seq_len(failures), j = seq_len(failures), x = 1, dims = c(n, failures))
sink(tempfile())
seconds <- system.time(answer <- GLcascade::GL_cascade(
    W = W, p = firms$sector, p_market = FALSE, p_sec_impacts = FALSE, ess_mat_sec = roles, h_weights = FALSE,
    sec_aggr_weights = FALSE, psi_mat = shocks, revenue = firms$revenue, costs = FALSE, track_h = FALSE,
    track_sector_impacts = FALSE, track_conv = TRUE, conv_type = 1, eps = as.numeric(given[3]), use_rcpp = TRUE,
    ncores = 0, run_id = "bench", load_balance = FALSE))[["elapsed"]]
sink()
cat(sprintf("%.3f %.9f %.1f\n", seconds, mean(answer$ESRI[, "ESRI_weight_1"]), mean(answer$ESRI_conv[, 3])))
