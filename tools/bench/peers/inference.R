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
# Needs r-base-core and r-cran-data.table, -sandwich, -mass, -boot, -car.

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
  anova = function() suppressMessages(car::Anova(fit, type = 2, test.statistic = "LR"))[["LR Chisq"]]
)
numbers <- questions[[arguments[1]]]()
writeLines(sprintf("[%s]", paste(sprintf("%.17g", numbers), collapse = ",")), arguments[3])
