#!/usr/bin/env python3
"""Prices requests a second time, in decimal numbers and by the rules as a person reads them.

  recompute.py cases BOOK COUNT SEED > cases.tsv    random requests at rows of the whole book
  recompute.py check BOOK cases.tsv answers.jsonl   compares `spendtop prices explain --cases` with them

Shares no code with the program. Exit 1 when a single digit differs.
"""
import json
import random
import re
import sys
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Decimal, getcontext

getcontext().prec = 90
MILLION = Decimal(1_000_000)
PICO_PER_MILLION = Decimal("0.000001")  # one picodollar a token, in dollars a million
CLASSES = ["in", "out", "cr", "w5", "w1"]
# Columns of cases, with the book's key and how many units its price is for.
UNITS = {
    "seconds": ("audio_s", 1), "images": ("image", 1), "pages": ("pages", 1_000),
    "characters": ("mchar", 1_000_000), "rerank": ("rerank", 1_000),
}
PICO = Decimal("1e-12")
HALF_PRICE_SELLERS = {"openai", "anthropic", "google", "mistral", "azure", "vertex", "bedrock"}


class Row:
    def __init__(self, line):
        cells = line.split("\t")
        self.provider, self.model = cells[1], cells[2]
        self.names = [name.lower() for name in cells[3].split("|") if name]
        self.start, self.end = day(cells[4]), day(cells[5])
        self.window = cells[6]
        pairs = [pair.split("=") for pair in cells[7].split()]
        self.keys = dict(pairs)
        # What stands behind an `over` holds for longer prompts, up to the next.
        self.steps = []
        for key, value in pairs:
            if key == "over":
                self.steps.append((int(value), {}))
            elif key.startswith("t."):
                self.steps[-1][1][key[2:]] = value
        self.steps.sort(key=lambda step: step[0])
        self.flex, self.priority = self.tier("f"), self.tier("p")

    def price(self, key, listed=None):
        listed = self.keys if listed is None else listed
        if key not in listed:
            return None
        # A list with more places than a picodollar has is rounded when it is read.
        return Decimal(listed[key]).quantize(PICO_PER_MILLION, rounding=ROUND_HALF_EVEN)

    def long_prices(self, prompt):
        """Of the highest step that the prompt exceeds; None for short prompts."""
        met = [listed for over, listed in self.steps if prompt > over and "in" in listed]
        return {c: self.price(c, met[-1]) for c in CLASSES} if met else None

    def tier(self, letter):
        return {c: self.price(f"{letter}.{c}") for c in CLASSES}

    def standard(self):
        return {c: self.price(c) for c in CLASSES}

    @property
    def is_claude(self):
        return self.provider == "anthropic" or "claude" in self.model.lower()

    @property
    def is_free(self):
        listed = [self.price(c) for c in CLASSES]
        nothing = all(p in (None, 0) for p in listed) and listed[0] == 0 and listed[1] == 0
        return nothing and "request" not in self.keys and not any(key in self.keys for key, _ in UNITS.values())

    def holds(self, time):
        if self.start and time < self.start or self.end and time >= self.end:
            return False
        if not self.window:
            return True
        hours, *days = self.window.split(" ")
        if days and time.weekday() > 4:
            return False
        first, last = [int(t[:2]) * 60 + int(t[3:]) for t in hours.split("-")]
        minute = time.hour * 60 + time.minute
        return first <= minute < last if first <= last else minute >= first or minute < last


def day(text):
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=timezone.utc) if text else None


def read_book(path):
    with open(path, encoding="utf-8") as file:
        return [Row(line.rstrip("\n")) for line in file if line.strip() and not line.startswith("#")]


EARLY = datetime(1, 1, 1, tzinfo=timezone.utc)


def periods_of(book, provider, model):
    name = model.lower()
    rows = [r for r in book if r.provider == provider and (r.model.lower() == name or name in r.names)]
    rows.sort(key=lambda r: r.start or EARLY)
    for index, row in enumerate(rows):
        later = [r for r in rows[index + 1 :] if not r.window]
        for kind in ("flex", "priority"):
            if getattr(row, kind)["in"] is not None:
                continue
            # First listed in a later period: in proportion to the prices then and now.
            for other in later:
                listed = other.tier(kind[0])
                if listed["in"] is None:
                    continue
                old, new = other.standard(), row.standard()
                taken = dict.fromkeys(CLASSES)
                taken["in"] = scaled(listed["in"], ratio(old["in"], new["in"]))
                taken["out"] = scaled(listed["out"], ratio(old["out"], new["out"]))
                taken["cr"] = scaled(listed["cr"], ratio(old["cr"], new["cr"]) or ratio(old["in"], new["in"]))
                setattr(row, kind, taken)
                break
    return rows


def row_at(rows, time):
    whole = [r for r in rows if not r.window and r.holds(time)]
    for row in rows:
        if row.window and row.holds(time):
            return row
    if whole:
        return whole[-1]
    begun = [r for r in rows if not r.window and (r.start is None or r.start <= time)]
    if begun:
        return begun[-1]
    plain = [r for r in rows if not r.window]
    return (plain or rows)[0]


def ratio(old, new):
    return (new, old) if old is not None and new is not None and old > 0 else None


def scaled(price, by):
    """A price in proportion, to a whole picodollar a token."""
    if price is None or by is None:
        return price
    return (price * by[0] / by[1]).quantize(PICO_PER_MILLION, rounding=ROUND_HALF_EVEN)


def tariff(row, tier, prompt):
    standard = row.standard()
    prices = dict(standard)
    media = {m: row.price(m) for m in ("ai", "ii", "ao", "io")}
    reasoning = row.price("re")

    def scale_media(prompts, answers):
        for m in ("ai", "ii"):
            media[m] = scaled(media[m], prompts)
        for m in ("ao", "io"):
            media[m] = scaled(media[m], answers)

    long_prices = row.long_prices(prompt)
    is_long = long_prices is not None
    if is_long:
        grows = ratio(standard["in"], long_prices["in"])
        for c in CLASSES:
            if long_prices[c] is not None:
                prices[c] = long_prices[c]
            elif c in ("w5", "w1") and row.is_claude:
                prices[c] = None
            else:
                prices[c] = scaled(standard[c], grows)
        scale_media(grows, ratio(standard["out"], prices["out"]))
        reasoning = None

    def put(c, listed, otherwise):
        if listed is not None and not is_long:
            prices[c] = listed
        elif prices[c] is None:
            prices[c] = listed
        else:
            prices[c] = scaled(prices[c], ratio(standard[c], listed) or otherwise)

    if tier == "batch":
        listed = row.tier("b")
        half = (Decimal(1), Decimal(2)) if row.provider in HALF_PRICE_SELLERS else None
        prompts = ratio(standard["in"], listed["in"]) or half
        answers = ratio(standard["out"], listed["out"]) or half
        put("in", listed["in"], prompts)
        put("out", listed["out"], answers)
        if row.is_claude:
            for c in ("cr", "w5", "w1"):
                put(c, listed[c], (Decimal(1), Decimal(2)))
        else:
            # Without a batch price the cache keeps its standard one.
            put("cr", listed["cr"], None)
            put("w5", listed["w5"], prompts)
            put("w1", listed["w1"], prompts)
        scale_media(prompts, answers)
        if answers:
            reasoning = None
    elif tier in ("flex", "priority"):
        listed = row.flex if tier == "flex" else row.priority
        offered = listed["in"] is not None or listed["out"] is not None
        if tier == "priority" and is_long and row.provider in ("openai", "azure"):
            offered = False
        if offered:
            prompts = ratio(standard["in"], listed["in"])
            answers = ratio(standard["out"], listed["out"])
            put("in", listed["in"], prompts)
            put("out", listed["out"], answers)
            for c in ("cr", "w5", "w1"):
                put(c, listed[c], prompts)
            scale_media(prompts, answers)
            if listed["out"] is not None:
                reasoning = None

    def first(*values):
        return next((v for v in values if v is not None), None)

    prices["cr"] = first(prices["cr"], prices["in"])
    write = scaled(prices["in"], (Decimal(5), Decimal(4))) if row.is_claude else prices["in"]
    prices["w5"] = first(prices["w5"], write)
    hour = scaled(prices["in"], (Decimal(2), Decimal(1))) if row.is_claude else prices["w5"]
    prices["w1"] = first(prices["w1"], hour)
    return prices, media, first(reasoning, prices["out"]), is_long


def search_fee(row):
    """Dollars for a thousand."""
    if "search" in row.keys:
        return Decimal(row.keys["search"])
    if "in" not in row.keys:
        return None
    if row.provider in ("openai", "anthropic"):
        return Decimal(10)
    if row.provider in ("google", "vertex"):
        generation = re.match(r"gemini-([234])", row.model.lower())
        if generation:
            return Decimal(35) if generation[1] == "2" else Decimal(14)
    return None


def region_factor(row, region):
    stated = [key for key in row.keys if key.startswith("r.")]
    if stated:
        place = region if region in ("us", "eu") else "other"
        known = region not in ("", "global", "not_available")
        return Decimal(row.keys.get(f"r.{place}", 1)) if known else Decimal(1)
    name = row.model.lower()
    if row.provider == "anthropic":
        dear = region == "us"
    elif row.provider == "openai":
        dear = region in ("us", "eu") and bool(re.match(r"gpt-5\.[456]|gpt-6|gpt-realtime-2\.1", name))
    elif row.provider == "vertex" and region not in ("", "global"):
        claude = re.search(r"claude-(?:[a-z]+-)*(\d)(?:[-.](\d))?(?!\d)", name)
        gemini = re.search(r"gemini-(\d+)(?:\.(\d+))?", name)
        if claude:
            dear = (int(claude[1]), int(claude[2] or 0)) >= (4, 5)
        else:
            dear = bool(gemini) and (int(gemini[1]), int(gemini[2] or 0)) >= (3, 5)
    else:
        dear = False
    return Decimal("1.1") if dear else Decimal(1)


def cost(book, case):
    """Dollars to twelve places or None, and whether the prompt was long."""
    rows = []
    if case["region"] and case["provider"] in ("azure", "bedrock"):
        # Clouds list some regions as rows of their own.
        rows = periods_of(book, case["provider"], case["region"] + "/" + case["model"])
    rows = rows or periods_of(book, case["provider"], case["model"])
    time = datetime.strptime(case["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    row = row_at(rows, time)
    if all(r.is_free for r in rows):
        return Decimal(0), False
    n = {key: int(case[key] or 0) for key in COUNTS}
    prompt = n["input"] + n["cache_read"] + n["cache_write_5m"] + n["cache_write_1h"]
    prices, media, reasoning, is_long = tariff(row, case["tier"], prompt)
    audio_in = min(n["audio_in"], n["input"]) if media["ai"] is not None else 0
    image_in = min(n["image_in"], n["input"] - audio_in) if media["ii"] is not None else 0
    audio_out = min(n["audio_out"], n["output"]) if media["ao"] is not None else 0
    image_out = min(n["image_out"], n["output"] - audio_out) if media["io"] is not None else 0
    thought = min(n["reasoning"], n["output"] - audio_out - image_out)
    fee = search_fee(row)
    terms = [
        (n["input"] - audio_in - image_in, prices["in"]),
        (audio_in, media["ai"]),
        (image_in, media["ii"]),
        (n["cache_read"], prices["cr"]),
        (n["cache_write_5m"], prices["w5"]),
        (n["cache_write_1h"], prices["w1"]),
        (n["output"] - audio_out - image_out - thought, prices["out"]),
        (thought, reasoning),
        (audio_out, media["ao"]),
        (image_out, media["io"]),
        (n["web_search"], fee * 1000 if fee is not None else None),
        (1 if "request" in row.keys else 0, Decimal(row.keys.get("request", 0)) * MILLION),
    ]
    unit, units = unit_of(case)
    each = unit_price(row, unit, case["tier"])
    if units is not None:
        terms.append((units, each * MILLION if each is not None else None))
    billed = [(count, price) for count, price in terms if count > 0]
    found = [pair for pair in billed if pair[1] is not None]
    is_listed = prices["in"] is not None or prices["out"] is not None or each is not None
    if not found and (len(billed) > 0 or not is_listed):
        return None, is_long
    # Whole already but for parts of a second.
    total = sum(((count * price / MILLION).quantize(PICO, rounding=ROUND_HALF_EVEN) for count, price in found), Decimal(0))
    total *= region_factor(row, case["region"])
    return total.quantize(PICO, rounding=ROUND_HALF_EVEN), is_long


def unit_of(case):
    for name in UNITS:
        if case[name] != "":
            return name, Decimal(case[name])
    return None, None


def unit_price(row, name, tier):
    """Dollars for one."""
    key, per = UNITS.get(name, ("", 1))
    if key not in row.keys:
        return None
    price = (Decimal(row.keys[key]) / per).quantize(PICO, rounding=ROUND_HALF_EVEN)
    if tier == "batch" and row.provider in HALF_PRICE_SELLERS:
        price = (price / 2).quantize(PICO, rounding=ROUND_HALF_EVEN)
    return price


COUNTS = [
    "input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning", "audio_in", "image_in",
    "audio_out", "image_out", "web_search",
]
COLUMNS = ["provider", "model", "at", "tier", "region"] + COUNTS + list(UNITS)


def make_cases(book, count, seed):
    chance = random.Random(seed)
    print("\t".join(COLUMNS))
    for number in range(count):
        row = book[number % len(book)] if number < 2 * len(book) else chance.choice(book)
        names = [row.model] if chance.random() < 0.8 or not row.names else row.names
        start = row.start or datetime(2025, 1, 1, tzinfo=timezone.utc)
        end = row.end or max(start + timedelta(days=400), datetime(2027, 3, 1, tzinfo=timezone.utc))
        seconds = int((end - start).total_seconds())
        time = start + timedelta(
            seconds=chance.choice([0, 1, seconds - 1, seconds, chance.randrange(seconds), -1, chance.randrange(seconds)])
        )
        largest = chance.choice([0, 3, 900, 40_000, 300_000, 1_500_000])
        case = {c: chance.randint(0, largest) if chance.random() < 0.6 else "" for c in COUNTS}
        case["web_search"] = chance.choice(["", "", 0, 1, 7])
        if row.steps and chance.random() < 0.3:
            case["input"] = chance.choice(row.steps)[0] + chance.choice([0, 1])
            case["cache_read"] = case["cache_write_5m"] = case["cache_write_1h"] = ""
        listed = [name for name, (key, _) in UNITS.items() if key in row.keys]
        case.update(dict.fromkeys(UNITS, ""))
        if listed and chance.random() < 0.8 or chance.random() < 0.05:
            name = chance.choice(listed or list(UNITS))
            parts = chance.choice(["", ".5", ".047", ".123"]) if name == "seconds" else ""
            case[name] = f"{chance.choice([0, 1, 37, 4_000])}{parts}"
        case.update(
            provider=row.provider, model=chance.choice(names), at=time.strftime("%Y-%m-%dT%H:%M:%SZ"),
            tier=chance.choice(["", "", "batch", "flex", "priority"]),
            region=chance.choice(["", "", "us", "eu", "global", "us-east5"]),
        )
        print("\t".join(str(case[column]) for column in COLUMNS))


def check(book, cases_path, answers_path):
    with open(cases_path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    with open(answers_path, encoding="utf-8") as file:
        answers = file.read().splitlines()
    columns = lines[0].split("\t")
    compared, priced, wrong = 0, 0, 0
    if len(answers) != len(lines) - 1:
        print(f"{len(lines) - 1} cases, {len(answers)} answers")
        wrong += 1
    for line, answer in zip(lines[1:], answers):
        case = dict(zip(columns, line.split("\t")))
        said = json.loads(answer)
        expected, is_long = cost(book, case)
        text = None if expected is None else f"{expected:.12f}"
        compared += 1
        priced += text is not None
        if said["cost_usd"] != text or expected is not None and said["long_context"] != is_long:
            wrong += 1
            if wrong <= 20:
                print(f"expected {text} long {is_long}, not {said['cost_usd']} {said['long_context']}: {line}")
    print(f"{compared} cases, {priced} with a price, {wrong} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    book = read_book(sys.argv[2])
    if sys.argv[1] == "cases":
        make_cases(book, int(sys.argv[3]), int(sys.argv[4]))
    else:
        sys.exit(check(book, sys.argv[3], sys.argv[4]))
