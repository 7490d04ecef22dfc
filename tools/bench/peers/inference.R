#!/usr/bin/env Rscript
# Reads a CSV file with fread, fits y by the other columns (but id) with glm, and asks a question.
#
# usage: inference.R QUESTION DATA.csv OUT.json
#
# QUESTION is one of
#   cluster    sandwich::vcovCL by id: standard errors
#   profile    MASS's confint: profile limits
#   bootstrap  boot::boot, 1000 resamples: standard errors
#   anova      car::Anova: likelihood ratio tests of type II
#   diagnose   pROC's AUC with its variance, Hosmer and Lemeshow's test, residuals, leverages and
#              Cook's distances: AUC and its error, the test's chi-square, the largest distance
#   cv         ten folds, a glm for each: the mean Brier score of the folds
# Needs r-base-core and r-cran-data.table, -sandwich, -mass, -boot, -car, -proc.

suppressMessages(library(data.table))
setDTthreads(0)  # all cores; the default is half of them

arguments <- commandArgs(TRUE)
data <- fread(arguments[2], data.table = FALSE)
terms <- setdiff(names(data), c("y", "id"))
formula <- reformulate(terms, "y")
fit <- glm(formula, family = binomial, data = data)

questions <- list(
  cluster = function() sqrt(diag(sandwich::vcovCL(fit, ~id))),
  profile = function() suppressMessages(c(t(MASS:::confint.glm(fit)))),
  bootstrap = function() {
    refit <- function(d, rows) coef(glm(formula, family = binomial, data = d[rows, ]))
    apply(boot::boot(data, refit, 1000)$t, 2, sd)
  },
  diagnose = function() {
    p <- fitted(fit)
    roc <- suppressMessages(pROC::roc(data$y, p))
    group <- cut(p, quantile(p, seq(0, 1, 0.1)), include.lowest = TRUE)
    observed <- tapply(data$y, group, sum)
    expected <- tapply(p, group, sum)
    rows <- tapply(p, group, length)
    chi2 <- sum((observed - expected)^2 * (1 / expected + 1 / (rows - expected)))
    residuals <- list(residuals(fit), rstandard(fit, type = "pearson"), hatvalues(fit))
    c(roc$auc, sqrt(pROC::var(roc)), chi2, max(cooks.distance(fit)))
  },
  cv = function() {
    fold <- sample(rep_len(1:10, nrow(data)))
    scores <- sapply(1:10, function(k) {
      other <- glm(formula, family = binomial, data = data[fold != k, ])
      mean((data$y[fold == k] - predict(other, data[fold == k, ], type = "response"))^2)
    })
    mean(scores)
  },
  anova = function() suppressMessages(car::Anova(fit, type = 2, test.statistic = "LR"))[["LR Chisq"]]
)
numbers <- questions[[arguments[1]]]()
writeLines(sprintf("[%s]", paste(sprintf("%.17g", numbers), collapse = ",")), arguments[3])
