"""Clustered covariances in mpmath, from their definition, with degrees of freedom.

Part of certify.py, whose docstring states the conventions. `cluster:A`, `cluster:A,B`, `cr0:A`,
`cr1s:A`, `cr2:A` and `cr3:A` as odds/variance_choice.hpp has them: the adjustment matrices of cr2
and cr3 are formed for the rows of a cluster as they are, the degrees of freedom from the matrix P
of all pairs of clusters. Every copy of a row that a frequency weight stands for is a row by itself.
"""

from mpmath import mp


def is_clustered(kind):
    return ":" in kind


class Row:
    """A row on the scale of the response: derivative of the mean, variance, residual."""

    def __init__(self, x, slope, variance, residual):
        self.x = mp.matrix([slope * value for value in x])
        self.variance, self.residual = variance, residual


def rows_of(design, beta):
    """The rows of a design with their numbers in the file, each copy by itself."""
    for i, x, y, n, w, copies, offset in zip(design.index, design.x, design.y, design.n, design.w,
                                             design.copies, design.offset):
        if not (w and n):
            continue
        p = 1 / (1 + mp.exp(-mp.fdot(x, beta) - offset))
        row = Row(x, p * (1 - p), p * (1 - p) / (w / copies * n), y / n - p)
        for _ in range(int(copies)):
            yield i, row


def divide(design, beta, cells, columns):
    """The rows of each cluster."""
    clusters = {}
    for i, row in rows_of(design, beta):
        key = tuple(cells[i - 1][column] for column in columns)
        clusters.setdefault(key, []).append(row)
    return list(clusters.values())


def total(rows, weight):
    """The sum of weight(row) x over rows."""
    result = mp.zeros(len(rows[0].x), 1)
    for row in rows:
        result += weight(row) * row.x
    return result


def meat(clusters):
    scores = [total(rows, lambda row: row.residual / row.variance) for rows in clusters]
    return sum((s * s.T for s in scores), mp.zeros(len(scores[0])))


def inverse_root(matrix):
    values, vectors = mp.eigsy(matrix)
    roots = [1 / mp.sqrt(v) if v > mp.mpf(10) ** -20 * max(values) else 0 for v in values]
    return vectors * mp.diag(roots) * vectors.T


def adjusted_design(rows, bread, kind):
    """E = A' W X of a cluster and its X."""
    x = mp.matrix([list(row.x) for row in rows])
    variance = mp.diag([row.variance for row in rows])
    rest = variance - x * bread * x.T  # (I - H) V
    if kind == "cr3":
        a = (rest * variance ** -1) ** -1
    else:
        d = mp.diag([mp.sqrt(row.variance) for row in rows])
        a = d * inverse_root(d * rest * d) * d
    return a.T * variance ** -1 * x, x, variance


def small_sample(clusters, bread, kind):
    """The covariance cr2 or cr3, and its degrees of freedom."""
    size = bread.rows
    middle, forms = mp.zeros(size), []
    for rows in clusters:
        e, x, variance = adjusted_design(rows, bread, kind)
        score = e.T * mp.matrix([row.residual for row in rows])
        middle += score * score.T
        forms.append((e.T * variance * e, x.T * e))
    return bread * middle * bread, DegreesOfFreedom(forms, bread)


class DegreesOfFreedom:
    """Of single coefficients, Satterthwaite's, and of several together, Hotelling's.

    From the covariances of what the clusters add to the estimates, P_gh = [g = h] B' D_g B -
    B' F_g' V F_h B, B the columns of V that belong to the coefficients.
    """

    def __init__(self, forms, bread):
        self.forms, self.bread = forms, bread

    def pairs(self, chosen):
        """P_gh of the chosen coefficients, for all pairs of clusters, and whether g = h."""
        b = mp.matrix([[self.bread[i, j] for j in chosen] for i in range(self.bread.rows)])
        own = [b.T * d * b for d, _ in self.forms]
        carried = [f * b for _, f in self.forms]
        for g, left in enumerate(carried):
            for h, right in enumerate(carried):
                yield (own[g] if g == h else 0 * own[g]) - left.T * self.bread * right, g == h

    def of(self, j):
        """(tr P)^2 / tr P^2."""
        pairs = [(matrix[0], same) for matrix, same in self.pairs([j])]
        trace = mp.fsum(value for value, same in pairs if same)
        return trace ** 2 / mp.fsum(value ** 2 for value, _ in pairs)

    def of_all(self, chosen):
        """eta of the Wishart matrix: q (q + 1) over the sum of the variances of its entries."""
        pairs = list(self.pairs(chosen))
        q = len(chosen)
        mean = sum((matrix for matrix, same in pairs if same), mp.zeros(q))
        root = mp.cholesky(mean) ** -1
        variances = mp.mpf(0)
        for matrix, _ in pairs:
            unit = root * matrix * root.T
            variances += sum(unit[s, s] * unit[t, t] + unit[s, t] * unit[t, s]
                             for s in range(q) for t in range(q))
        return q * (q + 1) / variances

    def slopes_test(self, beta, covariance):
        """F of all coefficients but the first, and its degrees of freedom; nothing without any."""
        chosen = list(range(1, len(beta)))
        q = len(chosen)
        eta = self.of_all(chosen)
        if eta - q + 1 <= 0:
            return {}
        b = mp.matrix([beta[j] for j in chosen])
        v = mp.matrix([[covariance[i, j] for j in chosen] for i in chosen])
        chi2 = (b.T * v ** -1 * b)[0]
        return {"F": (eta - q + 1) / (eta * q) * chi2, "F.denominator": eta - q + 1}


def factor(kind, clusters, rows, coefficients):
    g = len(clusters)
    if kind == "cr1s":
        return mp.mpf(g) / (g - 1) * (rows - 1) / (rows - coefficients)
    return mp.mpf(g) / (g - 1) if kind == "cluster" else 1


def repaired(matrix):
    """Negative eigenvalues taken for 0."""
    values, vectors = mp.eigsy(matrix)
    return vectors * mp.diag([max(v, 0) for v in values]) * vectors.T


def clustered(kind, design, beta, bread, cells):
    """The covariance and, of cr2 and cr3, its DegreesOfFreedom; else None."""
    kind, columns = kind.split(":")[0], kind.split(":")[1].split(",")
    divisions = [[column] for column in columns] + ([columns] if len(columns) == 2 else [])
    if kind in ("cr2", "cr3"):
        return small_sample(divide(design, beta, cells, columns), bread, kind)
    middle = mp.zeros(bread.rows)
    for sign, division in zip((1, 1, -1), divisions):
        clusters = divide(design, beta, cells, division)
        middle += sign * factor(kind, clusters, design.nobs, bread.rows) * meat(clusters)
    covariance = bread * middle * bread
    return (repaired(covariance) if len(columns) == 2 else covariance), None
