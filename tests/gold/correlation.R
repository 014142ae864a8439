# Gold values for analysis/correlation.py. Run in this folder: Rscript correlation.R
# Needs the packages psych and sandwich. Writes correlation_cases.csv, repeated_cases.csv and
# correlation_expected.csv.
suppressMessages({library(psych); library(sandwich)})
set.seed(20130667)
wanted <- list()
keep <- function(name, values) {
  wanted[[name]] <<- data.frame(case = name, quantity = names(values),
                                value = sprintf("%.17g", values))
}

# -- independent pairs ------------------------------------------------------------------------------
cases <- list(
  # Hollander & Wolfe (1973): colour and quality score of canned tuna
  tuna = list(x = c(44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1),
              y = c(2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8)),
  four = list(x = c(1, 2, 3, 4), y = c(2, 1, 4, 3)),
  ties_nine = list(x = c(1, 1, 2, 2, 2, 3, 4, 4, 5), y = c(3, 2, 2, 1, 4, 4, 4, 6, 5)),
  gaps = list(x = c(1.2, NA, 3.1, .4, 2.2, 5, 6.1, 2), y = c(2, 3, NA, 1.4, .2, 4, 3.2, 2.9)),
  ten = list(x = c(2, 4, 4, 7, 9, 1, 3, 8, 6, 5), y = c(1, 3, 6, 6, 8, 2, 2, 9, 4, 7)),
  forty = list(x = round(rnorm(40), 2), y = round(rnorm(40), 1)),
  thousand = list(x = x <- round(rnorm(1000), 3), y = round(.4 * x + rnorm(1000), 3)),
  offset = list(x = 1e9 + 1:12, y = c(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8))
)
orders <- function(n) {  # all n! orders, one a row
  if (n == 1) return(matrix(1L))
  shorter <- orders(n - 1)
  do.call(rbind, lapply(seq_len(n), function(first)
    cbind(first, shorter + (shorter >= first), deparse.level = 0)))
}
all_pairings <- function(x, y) {
  a <- 2 * rank(x); b <- 2 * rank(y); n <- length(x); permuted <- orders(n)
  scores <- rowSums(matrix(b[permuted], ncol = n) * rep(a, each = nrow(permuted)))
  min(1, 2 * min(mean(scores <= sum(a * b)), mean(scores >= sum(a * b))))
}
given <- list()
for (name in names(cases)) {
  case <- as.data.frame(cases[[name]]); given[[name]] <- cbind(case = name, case)
  case <- na.omit(case); n <- nrow(case)
  linear <- cor.test(case$x, case$y)
  keep(paste0("pearson_", name), c(n = n, r = unname(linear$estimate), low = linear$conf.int[1],
                                   high = linear$conf.int[2], p = linear$p.value))
  rho <- cor(case$x, case$y, method = "spearman")
  reach <- qnorm(.975) * sqrt((1 + rho^2 / 2) / (n - 3))
  p <- if (n <= 9) all_pairings(case$x, case$y) else
    cor.test(rank(case$x), rank(case$y))$p.value
  keep(paste0("spearman_", name), c(n = n, r = rho, low = fisherz2r(fisherz(rho) - reach),
                                    high = fisherz2r(fisherz(rho) + reach), p = p))
}
write.csv(do.call(rbind, given), "correlation_cases.csv", row.names = FALSE)
# Untied: R's own exact distribution
exact <- cor.test(cases$tuna$x, cases$tuna$y, method = "spearman", exact = TRUE)$p.value
stopifnot(abs(all_pairings(cases$tuna$x, cases$tuna$y) / exact - 1) < 1e-9)

# -- several visits a patient -----------------------------------------------------------------------
repeated <- list(
  # Bland & Altman (1995), table 1: intramural pH and PaCO2 of eight patients
  bland1995 = data.frame(
    patient = rep(1:8, c(4, 4, 9, 5, 8, 6, 3, 8)),
    x = c(6.68, 6.53, 6.43, 6.33, 6.85, 7.06, 7.13, 7.17, 7.40, 7.42, 7.41, 7.37, 7.34, 7.35, 7.28,
          7.30, 7.34, 7.36, 7.33, 7.29, 7.30, 7.35, 7.35, 7.30, 7.30, 7.37, 7.27, 7.28, 7.32, 7.32,
          7.38, 7.30, 7.29, 7.33, 7.31, 7.33, 6.86, 6.94, 6.92, 7.19, 7.29, 7.21, 7.25, 7.20, 7.19,
          6.77, 6.82),
    y = c(3.97, 4.12, 4.09, 3.97, 5.27, 5.37, 5.41, 5.44, 5.67, 3.64, 4.32, 4.73, 4.96, 5.04, 5.22,
          4.82, 5.07, 5.67, 5.10, 5.53, 4.75, 5.51, 4.28, 4.44, 4.32, 3.23, 4.46, 4.72, 4.75, 4.99,
          4.78, 4.73, 5.12, 4.93, 5.03, 4.93, 6.85, 6.44, 6.52, 5.28, 4.56, 4.34, 4.32, 4.41, 3.69,
          6.09, 5.58)),
  two_visits = data.frame(
    patient = rep(1:9, each = 2),
    x = c(-.5, -.9, -1.2, -2.1, -3, -2.2, -1.1, -1.4, -2.6, -2.4, -.2, -.4, -1.9, -1.2, -.8, -1, -3.3, -2.9),
    y = c(12, 9, 14, 15, 24, 12, 16, 13, 21, 14, 8, 6, 17, 9, 13, 8, 22, 12)),
  gaps_and_singles = data.frame(
    patient = c(1, 1, 1, 2, 3, 3, 4, 4, 4, 5, 5),
    x = c(1, 2, NA, 4, 2, 5, 3, 3.5, 6, 1, 2.5), y = c(2, 2.5, 3, 1, 4, NA, 5, 4.5, 6, 3, 2)),
  many = data.frame(patient = who <- rep(1:200, each = 3), x = x <- round(rnorm(200)[who] + rnorm(600), 2),
                    y = round(.5 * x + rnorm(200)[who] + rnorm(600), 2))
)
repeated$gaps_and_singles <- rbind(repeated$gaps_and_singles, data.frame(patient = c(6, 6), x = c(2, 4), y = c(1, 3)))
given <- list()
for (name in names(repeated)) {
  rows <- repeated[[name]]; given[[name]] <- cbind(case = name, rows)
  rows <- na.omit(rows)
  pooled <- cor.test(rows$x, rows$y)
  line <- lm(y ~ x, rows)
  sandwiched <- vcovCL(line, cluster = rows$patient, type = "HC0", cadjust = TRUE)
  keep(paste0("pooled_", name), c(
    n = nrow(rows), n_patients = length(unique(rows$patient)), r = unname(pooled$estimate),
    p = pooled$p.value, slope = unname(coef(line)[2]), intercept = unname(coef(line)[1]),
    error_at_0 = sqrt(sandwiched[1, 1]), error_at_1 = sqrt(sum(sandwiched))))
  rows <- rows[rows$patient %in% names(which(table(rows$patient) > 1)), ]
  common <- lm(y ~ factor(patient) + x, rows); parts <- anova(common)
  r <- sign(coef(common)["x"]) * sqrt(parts["x", 2] / (parts["x", 2] + parts["Residuals", 2]))
  df <- parts["Residuals", 1]; limits <- r.con(r, df + 2)
  keep(paste0("within_", name), c(
    r = unname(r), df = df, low = unname(limits[1]), high = unname(limits[2]), p = parts["x", 5],
    n_patients = length(unique(rows$patient)), n_rows = nrow(rows)))
}
write.csv(do.call(rbind, given), "repeated_cases.csv", row.names = FALSE)
versions <- data.frame(case = "versions", quantity = c("R", "psych", "sandwich"), value = c(
  paste(R.version$major, R.version$minor, sep = "."),
  as.character(packageVersion("psych")), as.character(packageVersion("sandwich"))))
write.csv(rbind(versions, do.call(rbind, wanted)), "correlation_expected.csv", row.names = FALSE)
