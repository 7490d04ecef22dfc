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
    """The covariance cr2 or cr3, and the degrees of freedom of each coefficient."""
    size = bread.rows
    middle, forms = mp.zeros(size), []
    for rows in clusters:
        e, x, variance = adjusted_design(rows, bread, kind)
        score = e.T * mp.matrix([row.residual for row in rows])
        middle += score * score.T
        forms.append((e.T * variance * e, x.T * e))
    degrees = [satterthwaite(forms, bread, j) for j in range(size)]
    return bread * middle * bread, degrees


def satterthwaite(forms, bread, j):
    """(tr P)^2 / tr P^2 with P_gh = [g = h] b' D_g b - u_g' V u_h, b = V e_j, u_g = F_g b."""
    b = bread[:, j]
    own = [(b.T * d * b)[0] for d, _ in forms]
    u = [f * b for _, f in forms]
    carried = [bread * each for each in u]
    trace = square = mp.mpf(0)
    for g, _ in enumerate(forms):
        for h, _ in enumerate(forms):
            entry = (own[g] if g == h else 0) - mp.fdot(u[g], carried[h])
            trace += entry if g == h else 0
            square += entry ** 2
    return trace ** 2 / square


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
    """The covariance and, of cr2 and cr3, the degrees of freedom; else None."""
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
