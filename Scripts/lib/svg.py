"""Two kinds of plots as SVG text: points joined by lines, and groups of bars, both with error bars."""
import math
from xml.sax.saxutils import escape

COLOURS = ("#1b6ca8", "#d1495b", "#3a8f5d", "#8a5fbf", "#e0a100", "#5c5c5c")
WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 62, 16, 40, 76


def ticks(low, high, count=6):
    """Round numbers that span a range, both ends included or passed."""
    if high <= low:
        low, high = low - 1, high + 1
    rough = (high - low) / count
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough * 0.999)
    first = math.floor(low / step + 1e-9)
    return [round(step * (first + i), 10) for i in range(math.ceil(high / step - 1e-9) - first + 1)]


def number(value):
    return f"{value:,.10g}"


class Plot:
    """Axes and what is drawn on them."""

    def __init__(self, title, y_label, values, from_zero=False):
        self.parts = []
        self.marks = ticks(min([0, *values]) if from_zero else min(values), max(values))
        self.low, self.high = self.marks[0], self.marks[-1]
        self.text(WIDTH / 2, 22, title, size=15)
        for mark in self.marks:
            self.line(LEFT, self.y(mark), WIDTH - RIGHT, self.y(mark), "#dddddd")
            self.text(LEFT - 6, self.y(mark) + 4, number(mark), anchor="end")
        middle = (TOP + HEIGHT - BOTTOM) / 2
        self.parts.append(
            f'<text x="16" y="{middle:.1f}" text-anchor="middle" font-size="12" '
            f'transform="rotate(-90 16 {middle:.1f})">{escape(y_label)}</text>')

    def y(self, value):
        return HEIGHT - BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM)

    def text(self, x, y, words, anchor="middle", size=12):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{escape(words)}</text>')

    def line(self, x1, y1, x2, y2, colour, width=1):
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}"/>')

    def error(self, x, value, error, colour="#333333"):
        """A bar of an error to both sides, nothing where it is not known."""
        if not error:
            return
        low, high = (self.y(min(self.high, max(self.low, value + way * error))) for way in (-1, 1))
        self.line(x, low, x, high, colour, 1.5)
        for end in (low, high):
            self.line(x - 4, end, x + 4, end, colour, 1.5)

    def legend(self, names):
        """One entry for each series; none where there is one."""
        if len(names) < 2:
            return
        share = (WIDTH - LEFT - RIGHT) / len(names)
        for index, name in enumerate(names):
            x = LEFT + share * index
            self.parts.append(
                f'<rect x="{x:.1f}" y="{HEIGHT - 20}" width="11" height="11" fill="{COLOURS[index % len(COLOURS)]}"/>')
            self.text(x + 16, HEIGHT - 10, name, anchor="start")

    def svg(self):
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
                'font-family="sans-serif" fill="#222222">\n<rect width="100%" height="100%" fill="#ffffff"/>\n'
                + "\n".join(self.parts) + "\n</svg>\n")


def points(title, x_label, y_label, series):
    """Series of (x, y, error or None), each joined by lines: [(name, [(x, y, error)])]."""
    every = [point for _, of in series for point in of]
    plot = Plot(title, y_label, [y + way * (error or 0) for _, y, error in every for way in (-1, 1)])
    marks = ticks(min(x for x, _, _ in every), max(x for x, _, _ in every))

    def across(value):
        return LEFT + 12 + (value - marks[0]) / (marks[-1] - marks[0]) * (WIDTH - LEFT - RIGHT - 24)

    for mark in marks:
        plot.text(across(mark), HEIGHT - BOTTOM + 18, number(mark))
    plot.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM + 38, x_label)
    for index, (_, of) in enumerate(series):
        colour = COLOURS[index % len(COLOURS)]
        of = sorted(of)
        for (x1, y1, _), (x2, y2, _) in zip(of, of[1:]):
            plot.line(across(x1), plot.y(y1), across(x2), plot.y(y2), colour, 2)
        for x, y, error in of:
            plot.error(across(x), y, error, colour)
            plot.parts.append(f'<circle cx="{across(x):.1f}" cy="{plot.y(y):.1f}" r="4" fill="{colour}"/>')
    plot.legend([name for name, _ in series])
    return plot.svg()


def bars(title, y_label, groups, series):
    """Groups of bars, one of each series: [(name, [(value, error or None) or None for each group])]."""
    known = [bar for _, of in series for bar in of if bar]
    plot = Plot(
        title, y_label, [value + way * (error or 0) for value, error in known for way in (-1, 1)], from_zero=True)
    room = (WIDTH - LEFT - RIGHT) / len(groups)
    width = min(46, room * 0.8 / len(series))
    for place, group in enumerate(groups):
        middle = LEFT + room * (place + 0.5)
        plot.text(middle, HEIGHT - BOTTOM + 18, group)
        for index, (_, of) in enumerate(series):
            if not of[place]:
                continue
            value, error = of[place]
            x = middle + (index - len(series) / 2) * width
            top, bottom = plot.y(max(0, value)), plot.y(min(0, value))
            plot.parts.append(
                f'<rect x="{x + 1:.1f}" y="{top:.1f}" width="{width - 2:.1f}" height="{bottom - top:.1f}" '
                f'fill="{COLOURS[index % len(COLOURS)]}"/>')
            plot.error(x + width / 2, value, error)
    plot.line(LEFT, plot.y(0), WIDTH - RIGHT, plot.y(0), "#333333")
    plot.legend([name for name, _ in series])
    return plot.svg()
