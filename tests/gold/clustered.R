# Gold values for analysis/clustered.py. Run in this folder: Rscript clustered.R
# Needs the package survey. Writes proportion_cases.csv, binary_cases.csv, clustered_expected.csv.
suppressMessages(library(survey))
set.seed(20130667)

# -- shares: standard error from survey, interval by prop.test without continuity correction -------
shares <- list(
  nine_patients = list(events = c(8, 2, 6, 9, 1, 5, 7, 3, 6), joints = rep(10, 9)),
  unequal = list(events = c(3, 0, 5, 1, 8, 2), joints = c(8, 4, 10, 9, 10, 7)),
  two_patients = list(events = c(2, 5), joints = c(10, 10)),
  little_spread = list(events = c(5, 5, 6, 5, 4, 5), joints = rep(10, 6)),
  none = list(events = rep(0, 9), joints = rep(10, 9)),
  all = list(events = c(10, 8, 9), joints = c(10, 8, 9)),
  many = list(events = rbinom(400, 10, rbeta(400, 2, 3)), joints = rep(10, 400)),
  alike = list(events = rep(5, 9), joints = rep(10, 9))
)
effective <- function(case) {
  k <- length(case$events); share <- sum(case$events) / sum(case$joints)
  correction <- (qnorm(.975) / qt(.975, k - 1))^2
  if (share %in% c(0, 1)) return(k * correction)
  design <- svydesign(ids = ~1, weights = ~1, data = as.data.frame(case))
  error <- as.numeric(SE(svyratio(~events, ~joints, design)))
  min(sum(case$joints), share * (1 - share) / error^2 * correction)
}
given <- list(); wanted <- list()
keep <- function(name, values) {
  wanted[[name]] <<- data.frame(case = name, quantity = names(values),
                                value = sprintf("%.17g", values))
}
for (name in names(shares)) {
  case <- shares[[name]]; share <- sum(case$events) / sum(case$joints); n <- effective(case)
  limits <- suppressWarnings(prop.test(share * n, n, correct = FALSE)$conf.int)
  given[[name]] <- data.frame(case = name, case)
  keep(name, c(share = share, low = limits[1], high = limits[2], effective_n = n,
               n_patients = length(case$events), n_joints = sum(case$joints)))
}
write.csv(do.call(rbind, given), "proportion_cases.csv", row.names = FALSE)

# -- change of a finding: sign flips by enumeration, interval from survey ---------------------------
binary <- function(joints, lost, gained, stayed) {
  patient <- rep(seq_along(joints), joints)
  rows <- lapply(seq_along(joints), function(i) {
    neither <- joints[i] - lost[i] - gained[i] - stayed[i]
    data.frame(patient = sprintf("P%02d", i),
               before = rep(c(1, 0, 1, 0), c(lost[i], gained[i], stayed[i], neither)),
               after = rep(c(0, 1, 1, 0), c(lost[i], gained[i], stayed[i], neither)))
  })
  do.call(rbind, rows)
}
changes <- list(
  nine = binary(rep(10, 9), c(5, 3, 0, 6, 2, 4, 1, 0, 3), c(0, 1, 1, 0, 2, 0, 0, 0, 1), rep(2, 9)),
  unequal = binary(c(4, 10, 8, 6, 9), c(2, 1, 0, 3, 0), c(0, 2, 1, 0, 1), c(1, 3, 2, 0, 4)),
  all_lost = binary(rep(10, 7), rep(c(4, 3), c(3, 4)), rep(0, 7), rep(1, 7)),
  two = binary(c(5, 6), c(3, 0), c(0, 1), c(1, 1)),
  many = binary(rep(10, 60), rbinom(60, 4, .4), rbinom(60, 4, .3), rep(2, 60))
)
flips <- function(net) {  # every pattern of signs; beyond 2^15 the distribution by convolution
  net <- abs(net[net != 0]); function(observed) {
    if (length(net) <= 15) {
      signs <- as.matrix(expand.grid(rep(list(c(-1, 1)), length(net))))
      return(mean(abs(as.vector(signs %*% net)) >= abs(observed) - 1e-9))
    }
    chance <- 1; for (size in net) {
      step <- numeric(2 * size + 1); step[c(1, 2 * size + 1)] <- .5
      chance <- convolve(chance, rev(step), type = "open")
    }
    sum(chance[abs(seq_along(chance) - 1 - sum(net)) >= abs(observed) - 1e-9])
  }
}
given <- list()
for (name in names(changes)) {
  rows <- changes[[name]]; rows$change <- rows$after - rows$before; rows$one <- 1
  net <- tapply(rows$change, rows$patient, sum)
  design <- svydesign(ids = ~patient, weights = ~1, data = rows)
  limits <- confint(svyratio(~change, ~one, design), df = length(net) - 1)
  given[[name]] <- cbind(case = name, rows[c("patient", "before", "after")])
  keep(paste0("binary_", name), c(
    n_patients = length(net), n_joints = nrow(rows), lost = sum(rows$change < 0),
    gained = sum(rows$change > 0), risk_difference = mean(rows$change),
    low = limits[1], high = limits[2], p = flips(net)(sum(net))))
}
write.csv(do.call(rbind, given), "binary_cases.csv", row.names = FALSE)
versions <- data.frame(case = "versions", quantity = c("R", "survey"), value = c(
  paste(R.version$major, R.version$minor, sep = "."), as.character(packageVersion("survey"))))
write.csv(rbind(versions, do.call(rbind, wanted)), "clustered_expected.csv", row.names = FALSE)
