# Gold values for analysis/paired.py. Run in this folder: Rscript paired.R
# Needs the packages coin and exactRankTests. Writes paired_cases.csv and paired_expected.csv.
# R, coin and exactRankTests agree on p below, or the script stops.
suppressMessages({library(coin); library(exactRankTests)})
set.seed(20130667)

cases <- list(
  # Hollander & Wolfe (1973), table 3.1: depression scale before and after a tranquilliser
  depression = list(before = c(1.83, .50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30),
                    after = c(.878, .647, .598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29), digits = 3),
  # Student (1908): hours of sleep gained under two drugs
  sleep = list(before = sleep$extra[1:10], after = sleep$extra[11:20], digits = 1),
  one = list(before = 4, after = 1, digits = 0),
  two = list(before = c(4, 3), after = c(1, 4), digits = 0),
  three = list(before = c(4, 3, 6), after = c(1, 2, 2), digits = 0),
  five_falling = list(before = c(9, 8, 7, 6, 5), after = c(1, 2, 3, 4, 4), digits = 0),
  six = list(before = c(9, 8, 7, 6, 5, 4), after = c(1, 2, 3, 4, 4, 4.5), digits = 1),
  nine_falling = list(before = c(33.5, 20.1, 48, 12.2, 75.4, 9.9, 61, 28.3, 40),
                      after = c(.1, .2, .1, .3, .1, .4, .1, .2, .1), digits = 1),
  decimals_tie = list(before = c(.3, 1.1, 2.2, 3.3, .7, 1.4, .9, 2.1, .4),
                      after = c(.4, 1.2, 2.3, 3.2, .9, 1.2, 1.2, 2.5, .7), digits = 1),
  gaps = list(before = c(5, NA, 7, 8, 2, 6, NA, 3, 9, 4), after = c(3, 2, 7, 4, 5, NA, NA, 1, 2, 2),
              digits = 0),
  all_alike = list(before = rep(5, 14), after = rep(4, 14), digits = 0),
  thirteen_ties = list(before = c(12, 15, 9, 20, 14, 8, 11, 17, 13, 10, 16, 12, 9),
                       after = c(10, 15, 8, 14, 15, 6, 11, 12, 14, 7, 12, 10, 10), digits = 0),
  forty = list(before = round(rnorm(40, 20, 6), 1), after = round(rnorm(40, 17, 6), 1), digits = 1),
  hundred = list(before = round(rlnorm(100, 2, 1)), after = round(rlnorm(100, 1.8, 1)), digits = 0),
  three_hundred = list(before = round(rnorm(300, 20, 6), 1), after = round(rnorm(300, 19.4, 6), 1),
                       digits = 1),
  offset = list(before = 1e6 + c(.1, .4, .2, .9, .5, .7, .3), after = 1e6 + c(.2, .2, .6, .3, 1.3, .8, .9),
                digits = 1)
)

ranks_of <- function(d, zeros) {
  if (zeros == "drop") d <- d[d != 0]
  r <- rank(abs(d))
  list(r = r[d != 0], sign = sign(d[d != 0]))
}
by_enumeration <- function(r, w) {  # every pattern of signs, at most 2^15
  patterns <- as.matrix(expand.grid(rep(list(0:1), length(r))))
  sums <- as.vector(patterns %*% r)
  min(1, 2 * min(mean(sums <= w + 1e-9), mean(sums >= w - 1e-9)))
}
exact_p <- function(d, zeros) {
  if (all(d == 0)) return(NA)
  parts <- ranks_of(d, zeros)
  w <- sum(parts$r[parts$sign > 0])
  n <- length(parts$r)
  if (n > 100) {
    z <- (w - sum(parts$r) / 2) / sqrt(sum(parts$r^2) / 4)
    p <- 2 * pnorm(-abs(z))
    if (zeros == "drop") {
      other <- wilcox.test(d[d != 0], exact = FALSE, correct = FALSE)$p.value
      stopifnot(abs(other / p - 1) < 1e-9)
    }
    return(p)
  }
  zeroes <- rep(0, length(d))
  method <- if (zeros == "drop") "Wilcoxon" else "Pratt"
  p <- as.numeric(pvalue(wilcoxsign_test(d ~ zeroes, distribution = "exact", zero.method = method)))
  if (n <= 15) stopifnot(abs(by_enumeration(parts$r, w) / p - 1) < 1e-9)
  if (zeros == "drop") {
    other <- min(1, wilcox.exact(d[d != 0], exact = TRUE)$p.value)
    stopifnot(abs(other / p - 1) < 1e-6)
  }
  p
}
estimate <- function(d) {
  averages <- sort(outer(d, d, "+")[upper.tri(diag(length(d)), diag = TRUE)] / 2)
  n <- length(d)
  out <- c(shift = median(averages), low = NA, high = NA, level = NA)
  if (n >= 6) {
    k <- max(1, qsignrank(.025, n))
    out[2:4] <- c(averages[k], averages[length(averages) + 1 - k], 1 - 2 * psignrank(k - 1, n))
  }
  out
}

given <- list(); wanted <- list()
for (name in names(cases)) {
  case <- cases[[name]]
  given[[name]] <- data.frame(case = name, before = case$before, after = case$after)
  kept <- !is.na(case$before) & !is.na(case$after)
  d <- round(case$after[kept] - case$before[kept], case$digits)
  parts <- ranks_of(d, "drop"); pratt <- ranks_of(d, "pratt")
  up <- sum(parts$r[parts$sign > 0]); down <- sum(parts$r[parts$sign < 0])
  t <- if (length(d) > 1 && sd(d) > 0) t.test(d) else NULL
  values <- c(
    n = length(d), n_zero = sum(d == 0), n_up = sum(d > 0), n_down = sum(d < 0),
    n_dropped = sum(!kept), statistic = up, p = exact_p(d, "drop"),
    p_floor = min(1, 2 / 2^sum(d != 0)), estimate(d), rank_biserial = (up - down) / (up + down),
    before_mean = mean(case$before[kept]), after_median = median(case$after[kept]),
    pratt_statistic = sum(pratt$r[pratt$sign > 0]), pratt_p = exact_p(d, "pratt"),
    mean_change = mean(d),
    t = if (is.null(t)) NA else unname(t$statistic), t_p = if (is.null(t)) NA else t$p.value,
    t_low = if (is.null(t)) NA else t$conf.int[1], t_high = if (is.null(t)) NA else t$conf.int[2]
  )
  wanted[[name]] <- data.frame(case = name, quantity = names(values),
                               value = sprintf("%.17g", values))
}
versions <- data.frame(case = "versions", quantity = c("R", "coin", "exactRankTests"), value = c(
  paste(R.version$major, R.version$minor, sep = "."),
  as.character(packageVersion("coin")), as.character(packageVersion("exactRankTests"))))
write.csv(do.call(rbind, given), "paired_cases.csv", row.names = FALSE)
write.csv(rbind(versions, do.call(rbind, wanted)), "paired_expected.csv", row.names = FALSE)
