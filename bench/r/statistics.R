# What R says of every routine in src/areas/studies/statistics, on data sets that R ships and on edge cases.
# usage: Rscript bench/r/statistics.R > src/areas/studies/statistics/fixtures/from-r.json
# Needs r-base-core and r-cran-survival. Firth's regression is written out here from Firth (1993) and Heinze and
# Schemper (2002), by another road than ours (a general optimiser), since logistf is not among Debian's packages.
suppressPackageStartupMessages(library(survival))
options(digits = 17)

json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x) && !is.null(names(x)))
    return(paste0("{", paste0("\"", names(x), "\":", vapply(x, json, ""), collapse = ","), "}"))
  if (is.list(x)) return(paste0("[", paste0(vapply(x, json, ""), collapse = ","), "]"))
  if (is.matrix(x)) return(paste0("[", paste0(apply(x, 1, function(row) json(vec(row))), collapse = ","), "]"))
  if (is.character(x)) { s <- paste0("\"", x, "\""); return(if (length(x) == 1) s else paste0("[", paste0(s, collapse = ","), "]")) }
  if (is.logical(x)) x <- ifelse(x, 1, 0)
  s <- ifelse(is.finite(x), formatC(x, digits = 17, format = "g", width = 1), "null")
  if (length(x) == 1) s else paste0("[", paste0(s, collapse = ","), "]")
}
one <- function(x) list(x)[[1]]
vec <- function(x) if (length(x) == 1) list(x) else as.numeric(x)

cases <- list()
add <- function(routine, name, input, expected)
  cases[[length(cases) + 1]] <<- list(routine = routine, name = name, input = input, expected = expected)
quiet <- function(x) suppressWarnings(x)

# Tables
tables <- list(
  "HairEyeColor: hair by eye" = apply(HairEyeColor, c(1, 2), sum),
  "Titanic: class by survival" = apply(Titanic, c(1, 4), sum),
  "UCBAdmissions: gender by admission" = apply(UCBAdmissions, c(2, 1), sum),
  "tea: Fisher's own" = matrix(c(3, 1, 1, 3), 2),
  "an empty cell" = matrix(c(0, 7, 9, 4), 2),
  "two empty cells" = matrix(c(0, 6, 8, 0), 2),
  "three by four, few people" = matrix(c(2, 1, 0, 3, 0, 4, 1, 5, 2, 2, 6, 1), 3),
  "job satisfaction (R's own example)" = matrix(c(1, 2, 1, 0, 3, 3, 6, 1, 10, 10, 14, 9, 6, 7, 12, 11), 4),
  "mtcars: cylinders by gears" = table(mtcars$cyl, mtcars$gear)
)
for (name in names(tables)) {
  t <- unclass(tables[[name]]); dimnames(t) <- NULL
  chi <- quiet(chisq.test(t, correct = FALSE))
  n <- sum(t)
  v <- sqrt(as.numeric(chi$statistic) / (n * (min(dim(t)) - 1)))
  add("chiSquare", name, t, list(statistic = as.numeric(chi$statistic), df = as.numeric(chi$parameter), p = chi$p.value))
  add("cramersV", name, t, list(value = v, low = max(0, tanh(atanh(min(v, 1 - 1e-15)) - qnorm(.975) / sqrt(n - 3)))))
  if (n < 300) add("fisher", name, t, list(p = quiet(fisher.test(t, workspace = 2e7))$p.value))
}
add("chiSquare", "a row with nobody", matrix(c(0, 5, 3, 0, 8, 9), 3), {
  chi <- quiet(chisq.test(matrix(c(5, 3, 8, 9), 2, byrow = TRUE)[, ], correct = FALSE))
  t <- matrix(c(0, 5, 3, 0, 8, 9), 3); t <- t[rowSums(t) > 0, ]
  chi <- quiet(chisq.test(t, correct = FALSE))
  list(statistic = as.numeric(chi$statistic), df = 1, p = chi$p.value)
})
add("chiSquare", "one level", matrix(c(4, 9), 1), NULL)
add("chiSquare", "nobody at all", matrix(0, 2, 2), NULL)
add("fisher", "one level", matrix(c(4, 9), 1), NULL)

for (name in c("esoph: cases by age", "smokers (R's own example)", "no trend at all")) {
  d <- switch(name,
    "esoph: cases by age" = list(yes = as.numeric(tapply(esoph$ncases, esoph$agegp, sum)), of = as.numeric(tapply(esoph$ncases + esoph$ncontrols, esoph$agegp, sum))),
    "smokers (R's own example)" = list(yes = c(83, 90, 129, 70), of = c(86, 93, 136, 82)),
    "no trend at all" = list(yes = c(5, 10, 15), of = c(10, 20, 30)))
  r <- quiet(prop.trend.test(d$yes, d$of))
  add("trend", name, d, list(statistic = as.numeric(r$statistic), p = r$p.value))
}
add("trend", "all missing", list(yes = c(0, 0), of = c(0, 0)), NULL)

for (d in list(c(0, 10), c(3, 10), c(81, 263), c(10, 10), c(190, 190), c(7, 20))) {
  r <- prop.test(d[1], d[2], correct = FALSE)$conf.int
  add("wilson", paste(d, collapse = " of "), d, list(low = r[1], high = r[2]))
}
newcombe <- function(a, m, b, n) {
  w <- function(x, n) prop.test(x, n, correct = FALSE)$conf.int
  one <- quiet(w(a, m)); two <- quiet(w(b, n)); p <- a / m; q <- b / n
  list(value = p - q, low = p - q - sqrt((p - one[1])^2 + (two[2] - q)^2), high = p - q + sqrt((one[2] - p)^2 + (q - two[1])^2))
}
for (d in list(c(56, 70, 48, 80), c(9, 10, 3, 10), c(10, 10, 0, 20))) add("difference", paste(d, collapse = " "), d, newcombe(d[1], d[2], d[3], d[4]))
wald <- function(t) {
  if (any(t == 0)) t <- t + .5
  l <- log(t[1, 1] * t[2, 2] / (t[1, 2] * t[2, 1])); s <- sqrt(sum(1 / t))
  list(value = exp(l), low = exp(l - qnorm(.975) * s), high = exp(l + qnorm(.975) * s))
}
for (name in c("tea: Fisher's own", "an empty cell", "two empty cells")) add("oddsRatio", name, tables[[name]], wald(tables[[name]]))

# The same people twice: McNemar's test and the sign test, both exact
for (d in list(c(86, 150), c(0, 6), c(5, 5), c(12, 3), c(1, 0), c(400, 300), c(7, 8)))
  add("signs", paste(d, collapse = " up, "), list(up = d[1], down = d[2]), list(p = binom.test(d[1], sum(d))$p.value))
add("signs", "nobody changed", list(up = 0, down = 0), NULL)

# Ranks
delong <- function(x, y) {
  v1 <- sapply(x, function(a) mean((a > y) + (a == y) / 2)); v2 <- sapply(y, function(b) mean((x > b) + (x == b) / 2))
  a <- mean(v1); s <- sqrt((if (length(x) > 1) var(v1) / length(x) else 0) + (if (length(y) > 1) var(v2) / length(y) else 0))
  c(a, max(0, a - qnorm(.975) * s), min(1, a + qnorm(.975) * s))
}
pairs <- list(
  "ToothGrowth: OJ and VC" = split(ToothGrowth$len, ToothGrowth$supp),
  "sleep: two drugs" = split(sleep$extra, sleep$group),
  "airquality: May and August" = list(na.omit(airquality$Ozone[airquality$Month == 5]), na.omit(airquality$Ozone[airquality$Month == 8])),
  "mtcars: weight by gearbox" = split(mtcars$wt, mtcars$am),
  "no ties, few" = list(c(1.1, 2.2, 3.3, 9.5), c(4.4, 5.5, 0.6, 7.7, 8.8)),
  "no ties, apart" = list(c(1, 2, 3, 4, 5), c(6, 7, 8, 9, 10, 11)),
  "one against many" = list(c(5), c(1, 2, 3, 4, 6, 7, 8)))
for (name in names(pairs)) {
  x <- as.numeric(pairs[[name]][[1]]); y <- as.numeric(pairs[[name]][[2]])
  r <- quiet(wilcox.test(x, y)); s <- delong(x, y)
  add("mannWhitney", name, list(first = vec(x), second = vec(y)), list(u = as.numeric(r$statistic), p = r$p.value, superiority = s[1], low = s[2], high = s[3]))
}
add("mannWhitney", "nothing varies", list(first = c(2, 2, 2), second = c(2, 2, 2, 2)), NULL)
add("mannWhitney", "all missing", list(first = list(), second = list()), NULL)
groups <- list(
  "chickwts: weight by feed" = split(chickwts$weight, chickwts$feed),
  "airquality: ozone by month" = lapply(split(airquality$Ozone, airquality$Month), function(x) x[!is.na(x)]),
  "InsectSprays: count by spray" = split(InsectSprays$count, InsectSprays$spray),
  "all but one tied" = list(c(1, 1, 1), c(1, 1, 2), c(1, 1)))
for (name in names(groups)) {
  r <- kruskal.test(groups[[name]]); n <- length(unlist(groups[[name]]))
  add("kruskalWallis", name, unname(lapply(groups[[name]], as.numeric)), list(statistic = as.numeric(r$statistic), df = as.numeric(r$parameter), p = r$p.value, epsilonSquared = as.numeric(r$statistic) / (n - 1)))
}
add("kruskalWallis", "nothing varies", list(c(3, 3), c(3, 3, 3)), NULL)
twos <- list(
  "mtcars: miles by weight" = mtcars[c("mpg", "wt")], "faithful: eruption by waiting" = faithful,
  "swiss: fertility by education" = swiss[c("Fertility", "Education")], "women: height by weight, no ties" = women)
for (name in names(twos)) {
  x <- as.numeric(twos[[name]][[1]]); y <- as.numeric(twos[[name]][[2]]); n <- length(x)
  r <- cor(x, y, method = "spearman"); t <- r * sqrt((n - 2) / (1 - r^2)); s <- qnorm(.975) * sqrt((1 + r^2 / 2) / (n - 3))
  add("spearman", name, list(xs = x, ys = y), list(rho = r, p = if (1 - r^2 < 1e-14) 0 else 2 * pt(-abs(t), n - 2), low = tanh(atanh(r) - s), high = tanh(atanh(r) + s)))
}
add("spearman", "one level", list(xs = c(1, 1, 1, 1, 1), ys = c(1, 2, 3, 4, 5)), NULL)

# Several at once
for (p in list(c(.01, .04, .03, .005, .5), c(.2, .2, .2), c(1e-9, .9, .05, .05, .011))) {
  add("holm", paste(p, collapse = " "), p, p.adjust(p, "holm"))
  add("benjaminiHochberg", paste(p, collapse = " "), p, p.adjust(p, "BH"))
}

# Regressions
tight <- glm.control(epsilon = 1e-15, maxit = 100)
shape <- function(X, y) list(design = X, y = as.numeric(y))
models <- list(
  "infert: case by spontaneous and induced" = list(model.matrix(~ spontaneous + induced, infert)[, -1], infert$case),
  "mtcars: gearbox by weight" = list(cbind(mtcars$wt), mtcars$am),
  "esoph: case by age and alcohol" = { d <- esoph[rep(seq_len(nrow(esoph)), esoph$ncases), ]; e <- esoph[rep(seq_len(nrow(esoph)), esoph$ncontrols), ]
    list(rbind(cbind(as.numeric(d$agegp), as.numeric(d$alcgp)), cbind(as.numeric(e$agegp), as.numeric(e$alcgp))), rep(1:0, c(nrow(d), nrow(e)))) },
  "Titanic: survival by class and sex" = { d <- as.data.frame(Titanic); d <- d[rep(seq_len(nrow(d)), d$Freq), ][seq(1, 2201, 4), ]
    X <- model.matrix(~ Class + Sex, d)[, -1]; dimnames(X) <- NULL; list(X, as.numeric(d$Survived) - 1) })
for (name in names(models)) {
  X <- models[[name]][[1]]; y <- models[[name]][[2]]; dimnames(X) <- NULL
  f <- glm(y ~ X, family = binomial, control = tight); s <- summary(f)$coefficients
  add("logistic", name, shape(X, y), list(estimate = as.numeric(s[, 1]), standardError = as.numeric(s[, 2]), p = as.numeric(s[, 4]),
    low = as.numeric(exp(s[, 1] - qnorm(.975) * s[, 2])), logLikelihood = as.numeric(logLik(f)),
    overall = as.numeric(pchisq(f$null.deviance - f$deviance, f$df.null - f$df.residual, lower.tail = FALSE))))
}
apart <- list(cbind(c(1, 2, 3, 4, 5, 6, 7, 8)), c(0, 0, 0, 0, 1, 1, 1, 1))
add("logistic", "separated", shape(apart[[1]], apart[[2]]), list(because = "separated"))
add("logistic", "a cell with nobody (quasi-separated)", shape(cbind(c(0, 0, 0, 0, 1, 1, 1, 1, 1)), c(0, 1, 0, 1, 1, 1, 1, 1, 1)), list(because = "separated"))
add("logistic", "nothing varies", shape(cbind(c(1, 2, 3)), c(1, 1, 1)), list(because = "nothing varies"))
add("logistic", "one level", shape(cbind(c(2, 2, 2, 2)), c(0, 1, 1, 0)), list(because = "columns say the same"))
add("logistic", "columns say the same", shape(cbind(c(1, 2, 3, 4, 5), c(2, 4, 6, 8, 10)), c(0, 1, 0, 1, 1)), list(because = "columns say the same"))

penalised <- function(b, X, y) {
  eta <- as.numeric(X %*% b); p <- plogis(eta)
  sum(y * eta - ifelse(eta > 0, eta + log1p(exp(-eta)), log1p(exp(eta)))) + as.numeric(determinant(t(X) %*% (X * (p * (1 - p))))$modulus) / 2
}
# Newton on the modified score, in R's own matrix algebra, to machine precision.
firthFit <- function(X, y, held = integer(0), at = rep(0, ncol(X))) {
  b <- at; free <- setdiff(seq_len(ncol(X)), held)
  if (length(free) == 0) return(list(b = b, l = penalised(b, X, y)))
  for (i in 1:500) {
    p <- plogis(as.numeric(X %*% b)); w <- p * (1 - p); I <- t(X) %*% (X * w)
    h <- w * rowSums((X %*% solve(I)) * X)
    u <- as.numeric(t(X) %*% (y - p + h * (.5 - p)))[free]
    d <- as.numeric(solve(I[free, free, drop = FALSE], u)); if (max(abs(d)) > 2) d <- d * 2 / max(abs(d))
    from <- penalised(b, X, y); step <- d
    for (half in 1:40) { n <- b; n[free] <- b[free] + step; if (isTRUE(penalised(n, X, y) >= from - 1e-13)) break; step <- step / 2 }
    b <- n
    if (max(abs(d)) < 1e-12) break
  }
  list(b = b, l = penalised(b, X, y))
}
firthAll <- function(X, y) {
  X <- cbind(1, X); f <- firthFit(X, y); p <- plogis(as.numeric(X %*% f$b)); V <- solve(t(X) %*% (X * (p * (1 - p))))
  ends <- sapply(seq_along(f$b), function(j) {
    g <- function(v) { a <- f$b; a[j] <- v; firthFit(X, y, j, a)$l - (f$l - qchisq(.95, 1) / 2) }
    s <- sqrt(V[j, j]); lo <- f$b[j] - s; while (g(lo) > 0) lo <- lo - s; hi <- f$b[j] + s; while (g(hi) > 0) hi <- hi + s
    c(uniroot(g, c(lo, f$b[j]), tol = 1e-13)$root, uniroot(g, c(f$b[j], hi), tol = 1e-13)$root)
  })
  ps <- sapply(seq_along(f$b), function(j) pchisq(2 * (f$l - firthFit(X, y, j)$l), 1, lower.tail = FALSE))
  list(estimate = f$b, standardError = sqrt(diag(V)), low = exp(ends[1, ]), high = exp(ends[2, ]), p = ps, logLikelihood = f$l)
}
few <- list("separated" = apart, "mtcars: gearbox by weight" = models[[2]], "infert, every fifth" = { k <- seq(1, 248, 5); list(models[[1]][[1]][k, ], infert$case[k]) },
  "a cell with nobody" = list(cbind(c(0, 0, 0, 0, 1, 1, 1, 1, 1)), c(0, 1, 0, 1, 1, 1, 1, 1, 1)))
for (name in names(few)) { X <- few[[name]][[1]]; dimnames(X) <- NULL; add("firth", name, shape(X, few[[name]][[2]]), firthAll(X, few[[name]][[2]])) }

for (name in c("mtcars", "swiss", "longley")) {
  X <- as.matrix(switch(name, mtcars = mtcars[c("wt", "hp", "disp")], swiss = swiss[-1], longley = longley[c("GNP", "Unemployed", "Year")])); dimnames(X) <- NULL
  add("varianceInflation", name, X, sapply(seq_len(ncol(X)), function(j) 1 / (1 - summary(lm(X[, j] ~ X[, -j]))$r.squared)))
}

# Survival
keep <- function(d) lapply(seq_along(d$time), function(i) list(time = d$time[i], end = d$end[i]))
spells <- list("lung" = data.frame(time = lung$time, end = lung$status - 1), "veteran" = data.frame(time = veteran$time, end = veteran$status),
  "aml" = data.frame(time = aml$time, end = aml$status), "all at one time" = data.frame(time = c(3, 3, 3), end = c(1, 0, 1)), "nobody ended" = data.frame(time = 1:4, end = 0))
for (name in names(spells)) {
  f <- summary(survfit(Surv(time, end) ~ 1, spells[[name]]), censored = TRUE)
  add("kaplanMeier", name, keep(spells[[name]]), list(time = vec(f$time), atRisk = vec(f$n.risk), survival = vec(f$surv), standardError = vec(f$std.err), low = vec(f$lower), high = vec(f$upper)))
}
m <- with(mgus2, data.frame(time = ifelse(pstat == 0, futime, ptime), end = ifelse(pstat == 0, 2 * death, 1)))[1:400, ]
f <- summary(survfit(Surv(m$time, factor(m$end, 0:2)) ~ 1), censored = TRUE)
add("cumulativeIncidence", "mgus2: progression and death", keep(m), list(time = f$time, first = f$pstate[, 2], second = f$pstate[, 3]))

people <- split(bladder1, bladder1$id)
people <- Filter(function(d) max(d$stop) > 0, people)
back <- lapply(people, function(d) list(until = max(d$stop), at = vec(d$stop[d$status == 1])))
times <- sort(unique(unlist(lapply(people, function(d) d$stop[d$status == 1]))))
until <- sapply(back, function(p) p$until)
mcf <- cumsum(sapply(times, function(t) sum(sapply(people, function(d) sum(d$stop[d$status == 1] == t))) / sum(until >= t)))
add("meanReturns", "bladder1: recurrences", unname(back), list(time = times, mean = mcf))

# Agreement
a <- c("x","y","x","z","z","x","y","y","x","z","x","y"); b <- c("x","y","y","z","x","x","y","z","x","z","x","x")
tab <- table(factor(a, c("x","y","z")), factor(b, c("x","y","z"))); po <- sum(diag(tab)) / sum(tab); pe <- sum(rowSums(tab) * colSums(tab)) / sum(tab)^2
add("cohensKappa", "twelve passages", list(first = a, second = b), list(kappa = (po - pe) / (1 - pe), agreed = po))
add("cohensKappa", "one code throughout", list(first = c("x", "x"), second = c("x", "x")), NULL)

cat("{\"from\":\"", R.version.string, ", survival ", as.character(packageVersion("survival")), "\",\n\"cases\":[\n", sep = "")
cat(paste(vapply(cases, json, ""), collapse = ",\n"))
cat("\n]}\n")
