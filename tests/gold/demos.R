# Gold values for python -m analysis on both demos, whole and filtered. Run in this folder:
# Rscript demos.R. Needs the packages readxl and coin. Writes demos_expected.csv.
suppressMessages({library(readxl); library(coin)})
findings <- c("soft_tissue_swelling", "juxta_articular_osteoporosis", "epiphyseal_irregularity",
              "joint_space_narrowing", "cyst", "erosion", "localized_growth_abnormality")
measures <- c("active_joint_count", "crp_mg_l", "esr_mm_h", "saa_mg_l", "ferritin_ug_l",
              "mmp3_ng_ml", "physician_global", "patient_global", "msms")
read <- function(demo, sheet) as.data.frame(suppressMessages(read_excel(
  file.path("../../data/examples", paste0(demo, ".xlsx")), sheet, col_types = "text")))
number <- function(x) suppressWarnings(as.numeric(sub("^<", "", x)))

paired <- function(before, after, before_below = FALSE, after_below = FALSE) {
  d <- round(after - before, 6)
  open <- (before_below & after_below & d != 0) | (before_below & !after_below & d < 0) |
    (after_below & !before_below & d > 0)
  kept <- !is.na(d) & !(open %in% TRUE)
  d <- d[kept]; n <- length(d); moved <- d[d != 0]
  if (n == 0) return(c(n_pairs = 0, n_dropped = length(before)))
  ranks <- rank(abs(moved)); total <- sum(ranks)
  averages <- sort(outer(d, d, "+")[upper.tri(diag(n), diag = TRUE)] / 2)
  limits <- c(NA, NA)
  if (n >= 6) {
    k <- max(1, qsignrank(.025, n)); if (psignrank(k - 1, n) > .025) k <- k - 1
    limits <- averages[c(k, length(averages) + 1 - k)]
  }
  p <- if (length(moved)) as.numeric(pvalue(wilcoxsign_test(
    moved ~ rep(0, length(moved)), distribution = "exact", zero.method = "Wilcoxon"))) else NA
  c(n_pairs = n, n_dropped = length(before) - n, n_zero = n - length(moved),
    baseline_mean = mean(before[kept]), final_mean = mean(after[kept]),
    baseline_median = median(before[kept]), final_median = median(after[kept]),
    shift = median(averages), low = limits[1], high = limits[2],
    rank_biserial = if (length(moved)) 2 * sum(ranks[moved > 0]) / total - 1 else NA,
    p = p, p_floor = min(1, 2 / 2^length(moved)))
}
share <- function(events, joints) {
  events <- events[joints > 0]; joints <- joints[joints > 0]; k <- length(joints)
  p <- sum(events) / sum(joints)
  correction <- (qnorm(.975) / qt(.975, k - 1))^2
  variance <- k / (k - 1) * sum((events - p * joints)^2) / sum(joints)^2
  n <- if (p %in% c(0, 1)) k * correction else min(sum(joints), p * (1 - p) / variance * correction)
  limits <- suppressWarnings(prop.test(p * n, n, correct = FALSE)$conf.int)
  c(count = sum(events), share = p, low = limits[1], high = limits[2])
}
correlated <- function(x, y) {
  found <- cor.test(x, y)
  c(r = unname(found$estimate), p = found$p.value, n = length(x),
    low = found$conf.int[1], high = found$conf.int[2])
}
within <- function(points) {
  often <- points[points$id %in% names(which(table(points$id) > 1)), ]
  line <- lm(y ~ factor(id) + x, often); parts <- anova(line)
  r <- unname(sign(coef(line)["x"])) * sqrt(parts["x", 2] / (parts["x", 2] + parts["Residuals", 2]))
  df <- parts["Residuals", 1]; reach <- qnorm(.975) / sqrt(df - 1)
  c(r = r, p = parts["x", 5], df = df, low = tanh(atanh(r) - reach), high = tanh(atanh(r) + reach))
}
spread <- function(x) {
  x <- x[!is.na(x)]
  c(n = length(x), mean = mean(x), sd = sd(x), median = median(x), min = min(x), max = max(x))
}
baseline_of <- function(films) {  # last film at or before month 0, else the first
  before <- films$key[films$time <= 0]
  if (length(before)) tail(before, 1) else films$key[1]
}

analyse <- function(demo, joint = NULL, window = NULL, pair = NULL, reader = NULL, arm = NULL) {
  patients <- read(demo, "patients"); visits <- read(demo, "visits"); joints <- read(demo, "joints")
  if (!is.null(arm)) patients <- patients[patients$arm %in% arm, ]
  ids <- patients$patient_id
  visits <- visits[visits$patient_id %in% ids, ]; visits$time <- number(visits$month)
  visits <- visits[order(match(visits$patient_id, ids), visits$time), ]
  visits$key <- paste(visits$patient_id, visits$visit)
  joints$key <- paste(joints$patient_id, joints$visit)
  joints$place <- paste(joints$joint, joints$side)
  if (is.null(joints$status)) joints$status <- "examined"
  visits$film <- visits$key %in% joints$key[joints$status != "not_examined"]
  films_of <- function(id) visits[visits$patient_id == id & visits$film, ]
  if (!is.null(window)) {
    always <- sapply(ids, function(id) baseline_of(films_of(id)))
    inside <- visits$time >= window[1] & visits$time <= window[2]
    visits <- visits[inside | visits$key %in% always, ]
  }
  joints <- joints[joints$key %in% visits$key, ]
  if (!is.null(joint)) joints <- joints[joints$joint == joint, ]
  if (!is.null(reader)) joints <- joints[joints$reader == reader, ]
  chosen <- t(sapply(ids, function(id) {
    films <- films_of(id)
    if (!is.null(pair)) return(films$key[pair])
    c(baseline_of(films), tail(films$key, 1))
  }))
  chosen[chosen[, 1] == chosen[, 2], 2] <- NA
  first <- chosen[, 1]; second <- chosen[, 2]; both <- !is.na(first) & !is.na(second)
  row <- setNames(seq_len(nrow(visits)), visits$key)

  per_joint <- function(column, decide) {
    values <- number(joints[[column]]); known <- !is.na(values)
    tapply(values[known], paste(joints$key, joints$place)[known], function(x) decide(mean(x)))
  }
  grade <- per_joint("larsen", identity)
  seen <- lapply(findings, per_joint, function(x) as.numeric(x >= .5))
  done <- joints[joints$status %in% c("replaced", "fused"), ]
  outcome <- matrix(0, length(ids), 4, dimnames = list(ids, c("improved", "unchanged", "worsened", "operated")))
  sums <- matrix(NA_real_, length(ids), 4); n_graded <- numeric(length(ids))
  for (i in which(both)) {
    for (place in unique(joints$place[joints$patient_id == ids[i]])) {
      at <- min(Inf, row[done$key[done$patient_id == ids[i] & done$place == place]])
      if (at <= row[first[i]]) next
      if (at <= row[second[i]]) { outcome[i, "operated"] <- outcome[i, "operated"] + 1; next }
      ends <- paste(c(first[i], second[i]), place)
      grades <- grade[ends]
      if (!anyNA(grades)) {
        kind <- 2 + sign(grades[2] - grades[1])
        outcome[i, kind] <- outcome[i, kind] + 1; n_graded[i] <- n_graded[i] + 1
        sums[i, 1:2] <- rowSums(cbind(sums[i, 1:2], grades), na.rm = TRUE)
      }
      found <- sapply(seen, function(each) each[ends]); found <- found[, !is.na(colSums(found)), drop = FALSE]
      if (ncol(found)) sums[i, 3:4] <- rowSums(cbind(sums[i, 3:4], rowSums(found)), na.rm = TRUE)
    }
  }
  # The film's own value, else the nearest within 31 days, for baseline none after month 0.
  row_of <- function(name, keys, is_first) sapply(seq_along(keys), function(i) {
    if (!both[i]) return(NA)
    film <- row[keys[i]]; gap <- abs(visits$time - visits$time[film])
    near <- which(visits$patient_id == ids[i] & !is.na(visits[[name]]) & gap * 30.4375 <= 31)
    if (film %in% near) return(film)
    if (is_first) near <- near[visits$time[near] <= 0]
    if (length(near)) near[which.min(gap[near])] else NA
  })
  measured <- function(name) {
    before <- visits[[name]][row_of(name, first, TRUE)]
    after <- visits[[name]][row_of(name, second, FALSE)]
    paired(number(before), number(after), grepl("^<", before), grepl("^<", after))
  }
  recorded <- measures[measures %in% names(visits)]
  wrists <- sapply(visits[c("poznanski_left_sd", "poznanski_right_sd")], number)
  score <- rowMeans(wrists, na.rm = TRUE)
  if (!is.null(visits$poznanski_sd)) score <- ifelse(is.nan(score), number(visits$poznanski_sd), score)
  score[is.nan(score) | visits$physis_closed %in% "yes"] <- NA
  tables <- c(
    setNames(lapply(recorded, measured), recorded),
    list(abnormalities_total = paired(sums[, 3], sums[, 4]), larsen_total = paired(sums[, 1], sums[, 2]),
         poznanski_sd = paired(ifelse(both, score[row[first]], NA), ifelse(both, score[row[second]], NA))))
  total <- tapply(grade, sub(" [a-z]+ [A-Za-z]+$", "", names(grade)), sum)
  points <- data.frame(id = rep(ids, 2), x = as.vector(total[c(first, second)]), y = score[row[c(first, second)]])
  points <- points[complete.cases(points), ]
  means <- aggregate(cbind(x, y) ~ id, points, mean)
  followup <- number(patients$followup_months)
  last <- tapply(visits$time, factor(visits$patient_id, ids), max)
  followup[is.na(followup)] <- last[is.na(followup)]
  compared <- rowSums(outcome[, 1:3]); most <- unique(5 * n_graded[n_graded > 0])
  c(list(
    cohort = c(patients = length(ids), visits = nrow(visits), joints = nrow(unique(
      joints[joints$status != "not_examined", c("patient_id", "place")]))),
    cohort.followup_months = spread(followup),
    larsen_total = c(maximum = if (length(most) == 1) most else NA),
    larsen_total.baseline = spread(sums[, 1]), larsen_total.final = spread(sums[, 2]),
    joints_changed = c(n = sum(compared)), joints_changed.operated = c(count = sum(outcome[, 4])),
    joints_changed.improved = share(outcome[, 1], compared),
    joints_changed.unchanged = share(outcome[, 2], compared),
    joints_changed.worsened = share(outcome[, 3], compared),
    correlation.between = correlated(means$x, means$y), correlation.within = within(points),
    correlation.pooled = correlated(points$x, points$y)[c("r", "p", "n")]
  ), setNames(tables, paste0("paired.", names(tables))))
}

cases <- list(
  reconstruction = analyse("reconstruction"), registry = analyse("registry"),
  registry_knee = analyse("registry", joint = "knee"),
  registry_window = analyse("registry", window = c(0, 40)),
  registry_films = analyse("registry", pair = c(1, 3)),
  registry_reader = analyse("registry", reader = "A"),
  registry_arm = analyse("registry", arm = "anti-IL-6"))
rows <- lapply(names(cases), function(name) do.call(rbind, lapply(names(cases[[name]]), function(part) {
  values <- cases[[name]][[part]]
  data.frame(case = name, quantity = paste0(part, ".", names(values)), value = sprintf("%.17g", values))
})))
versions <- data.frame(case = "versions", quantity = c("R", "coin", "readxl"), value = c(
  paste(R.version$major, R.version$minor, sep = "."), as.character(packageVersion("coin")),
  as.character(packageVersion("readxl"))))
write.csv(rbind(versions, do.call(rbind, rows)), "demos_expected.csv", row.names = FALSE)
