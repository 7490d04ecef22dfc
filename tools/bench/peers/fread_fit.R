#!/usr/bin/env Rscript
# Reads a CSV file with data.table's fread, fits y on all other columns, and writes the estimates.
#
# usage: fread_fit.R METHOD [DATA.csv OUT.json]
#
# METHOD is one of
#   glm.fit    glm.fit on the model matrix, standard errors from its QR decomposition
#   glm        glm and its summary, on the data frame
#   newton     Newton's iteration in a few lines of R around crossprod, without glm
#   reference  glm.fit, iterated until the deviance stands still
# Without files it only loads what it needs: its start-up time. Needs r-base-core and
# r-cran-data.table.

suppressMessages(library(data.table))
setDTthreads(0)  # all cores; the default is half of them

# Names as odds has them: a factor's levels without the first, in byte order.
term_names <- function(data) {
  of_column <- function(name) {
    column <- data[[name]]
    if (!is.character(column)) return(name)
    paste0(name, "[", sort(unique(column), method = "radix")[-1], "]")
  }
  c("(Intercept)", unlist(lapply(setdiff(names(data), "y"), of_column)))
}

# Standard errors of glm.fit are those of the last weights but one: with `again` it starts once
# more where it ended.
fit_by_glm_fit <- function(data, epsilon = 1e-8, again = FALSE) {
  x <- model.matrix(y ~ ., data)
  control <- glm.control(epsilon = epsilon, maxit = 100)
  fit <- glm.fit(x, data$y, family = binomial(), control = control)
  if (again) {
    fit <- glm.fit(x, data$y, start = fit$coefficients, family = binomial(), control = control)
  }
  kept <- seq_len(fit$rank)
  std_error <- rep(NA_real_, length(fit$coefficients))
  std_error[fit$qr$pivot[kept]] <- sqrt(diag(chol2inv(fit$qr$qr[kept, kept, drop = FALSE])))
  list(estimate = fit$coefficients, std_error = std_error)
}

fit_by_glm <- function(data) {
  table <- coef(summary(glm(y ~ ., family = binomial, data = data)))
  list(estimate = table[, 1], std_error = table[, 2])
}

fit_by_newton <- function(data) {
  x <- model.matrix(y ~ ., data)
  beta <- numeric(ncol(x))
  repeat {
    mu <- 1 / (1 + exp(-drop(x %*% beta)))
    covariance <- chol2inv(chol(crossprod(x, x * (mu * (1 - mu)))))
    score <- crossprod(x, data$y - mu)
    step <- drop(covariance %*% score)
    beta <- beta + step
    if (sum(step * score) < 1e-14) break
  }
  list(estimate = beta, std_error = sqrt(diag(covariance)))
}

write_json <- function(fit, terms, phases, path) {
  number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
  rows <- sprintf('{"term":"%s","estimate":%s,"std.error":%s}',
                  terms, number(fit$estimate), number(fit$std_error))
  seconds <- sprintf('"%s":%.3f', names(phases), phases)
  writeLines(sprintf('{"coefficients":[%s],"phases":{%s}}',
                     paste(rows, collapse = ","), paste(seconds, collapse = ",")), path)
}

methods <- list(glm.fit = fit_by_glm_fit, glm = fit_by_glm, newton = fit_by_newton,
                reference = function(data) fit_by_glm_fit(data, epsilon = 1e-14, again = TRUE))
arguments <- commandArgs(TRUE)
method <- methods[[arguments[1]]]
if (length(arguments) == 1) quit()
reading <- system.time(data <- fread(arguments[2], data.table = FALSE))[["elapsed"]]
fitting <- system.time(fit <- method(data))[["elapsed"]]
write_json(fit, term_names(data), c(read = reading, fit = fitting), arguments[3])
