"""The numbers of a day become HTML and CSV."""

import html
import pathlib
import string

PAGE = string.Template(
    (pathlib.Path(__file__).parent / "page.html").read_text())
OTHERS = "<!-- others -->"


def money(cents):
    return f"{cents / 100:,.2f}"


def change(numbers):
    """Against the mean of the same weekday, with its sign."""
    if not numbers["usual"]:
        return "–"
    share = numbers["cents"] / numbers["usual"] - 1
    return f"{share:+.0%}".replace("-", "−")


def as_csv(numbers):
    table = numbers["products"].copy()
    table["revenue"] = (table.pop("cents") / 100).map("{:.2f}".format)
    table.insert(0, "day", numbers["day"].isoformat())
    return table.to_csv(index=False)


def as_html(numbers, zone, skipped):
    """A page; where it has OTHERS, links to other reports are put when it is
    sent."""
    lines = "1 line of the orders was" if skipped == 1 else (
        f"{skipped} lines of the orders were")
    return PAGE.substitute(
        day=numbers["day"].isoformat(),
        weekday=numbers["day"].strftime("%A"),
        zone=html.escape(zone),
        revenue=money(numbers["cents"]),
        change=change(numbers),
        orders=f"{numbers['orders']:,}",
        items=f"{numbers['items']:,}",
        bars=bars(numbers["days"]),
        products=products(numbers["products"], numbers["cents"]),
        skipped=f"{lines} left out: no time, number or product." if skipped else "",
        others=OTHERS)


def bars(days):
    """A bar for each day, the last one full."""
    top = max(int(days.max()), 1)
    parts = []
    for place, (day, cents) in enumerate(days.items()):
        height = round(100 * int(cents) / top, 1)
        last = place == len(days) - 1
        parts.append(
            f'<g><title>{day}: {money(cents)}</title>'
            f'<rect class="{"" if last else "before"}" x="{place * 25 + 3}" '
            f'y="{102 - height}" width="19" height="{height}"/>'
            f'<text x="{place * 25 + 12.5}" y="114">{day.day}</text></g>')
    return (f'<svg viewBox="0 0 {len(days) * 25} 118" role="img" '
            f'aria-label="Revenue of each day, at most {money(top)}">'
            + "".join(parts) + "</svg>")


def products(table, total):
    if table.empty:
        return "<p>No orders.</p>"
    rows = "".join(
        f"<tr><td>{html.escape(row.product)}</td><td class=n>{row.quantity:,}</td>"
        f"<td class=n>{money(row.cents)}</td>"
        f"<td class=n>{row.cents / total if total else 0:.0%}</td></tr>"
        for row in table.itertuples())
    return ("<table><thead><tr><th scope=col>Product<th scope=col class=n>Items"
            "<th scope=col class=n>Revenue<th scope=col class=n>Share</tr></thead>"
            f"<tbody>{rows}</tbody></table>")
