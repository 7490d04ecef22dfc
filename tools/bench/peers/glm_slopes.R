#!/usr/bin/env Rscript
# Reads a CSV file with fread, fits y on all other columns with glm, and writes average marginal
# effects of numeric columns with standard errors.
#
# usage: glm_slopes.R METHOD [DATA.csv OUT.json]
#
# METHOD is one of
#   numeric          differences of predictions, and of their averages by coefficients: what one
#                    writes without a package, and what the packages do inside
#   marginaleffects  avg_slopes of the package of that name, which Debian does not have
# Without files it only loads what it needs: its start-up time. Needs r-base-core and
# r-cran-data.table.

suppressMessages(library(data.table))
setDTthreads(0)  # all cores; the default is half of them

# The average of dP/dx at coefficients beta, by a central difference in x.
average_slope <- function(x, beta, column) {
  step <- 1e-3 * sd(x[, column])
  moved <- function(by) {
    x[, column] <- x[, column] + by
    plogis(drop(x %*% beta))
  }
  mean(moved(step) - moved(-step)) / (2 * step)
}

numeric_slopes <- function(fit) {
  x <- model.matrix(fit)
  beta <- coef(fit)
  of_column <- function(column) {
    estimate <- average_slope(x, beta, column)
    gradient <- vapply(seq_along(beta), function(k) {
      step <- 1e-5 * max(abs(beta[k]), 0.01)
      changed <- replace(beta, k, beta[k] + step)
      (average_slope(x, changed, column) - estimate) / step
    }, 0)
    c(estimate, sqrt(drop(gradient %*% vcov(fit) %*% gradient)))
  }
  table <- vapply(colnames(x)[-1], of_column, c(0, 0))
  list(variable = colnames(table), estimate = table[1, ], std_error = table[2, ])
}

package_slopes <- function(fit) {
  table <- marginaleffects::avg_slopes(fit)
  list(variable = table$term, estimate = table$estimate, std_error = table$std.error)
}

methods <- list(numeric = numeric_slopes, marginaleffects = package_slopes)
arguments <- commandArgs(TRUE)
method <- methods[[arguments[1]]]
if (arguments[1] == "marginaleffects") loadNamespace("marginaleffects")
if (length(arguments) == 1) quit()
reading <- system.time(data <- fread(arguments[2], data.table = FALSE))[["elapsed"]]
fitting <- system.time(fit <- glm(y ~ ., family = binomial, data = data))[["elapsed"]]
effects <- system.time(slopes <- method(fit))[["elapsed"]]
rows <- sprintf('{"variable":"%s","estimate":%.17g,"std.error":%.17g}',
                slopes$variable, slopes$estimate, slopes$std_error)
writeLines(sprintf('{"margins":[%s],"phases":{"read":%.3f,"fit":%.3f,"margins":%.3f}}',
                   paste(rows, collapse = ","), reading, fitting, effects), arguments[3])
