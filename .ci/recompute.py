#!/usr/bin/env python3
"""Prices requests a second time, in decimal numbers and by the rules as a person reads them.

  recompute.py cases BOOK COUNT SEED > cases.tsv    random requests at rows of the whole book
  recompute.py check BOOK cases.tsv answers.jsonl   compares `spendtop prices explain --cases` with them

Shares no code with the program. Exit 1 when a single digit differs.
"""
import copy
import fnmatch
import json
import random
import sys
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Decimal, getcontext

getcontext().prec = 90
MILLION = Decimal(1_000_000)
PICO_PER_MILLION = Decimal("0.000001")  # one picodollar a token, in dollars a million
CLASSES = ["in", "out", "cr", "w5", "w1"]
MEDIA = ["ai", "ao", "ii", "io"]
ALL = CLASSES + MEDIA
# Columns of cases, with the book's key and how many units its price is for.
UNITS = {
    "seconds": ("audio_s", 1), "images": ("image", 1), "pages": ("pages", 1_000),
    "characters": ("mchar", 1_000_000), "rerank": ("rerank", 1_000),
}
PICO = Decimal("1e-12")


TIERS = {"batch": "b", "flex": "f", "priority": "p", "fast": "fast"}
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def fixed(text):
    """A list with more places than a picodollar has is rounded when it is read."""
    return Decimal(text).quantize(PICO_PER_MILLION, rounding=ROUND_HALF_EVEN)


class Prices:
    """The prices of one length: those listed for each tier, and multiples of others."""

    def __init__(self):
        self.listed = {}  # (tier, class): price
        self.general = set()  # tiers whose prices only a rule of the provider gives
        self.refused = set()  # tiers that are not offered

    def tier(self, tier):
        return {c: self.listed.get((tier, c)) for c in ALL}

    def has(self, tier):
        return any(self.listed.get((tier, c)) is not None for c in ("in", "out"))

    def fill(self, multiples, over, is_rule):
        had = {tier for tier in {m[1] for m in multiples} if self.has(tier)}
        # A class alone before all of a tier, one length before every length.
        for bound, tier, name, factor in sorted(multiples, key=lambda m: (m[2] is None, m[0] is None)):
            if bound is not None and bound != over:
                continue
            if factor is None:
                if not self.has(tier):
                    self.refused.add(tier)
                continue
            if tier in self.refused or name == "u":
                continue
            for c in ALL if name is None else [name]:
                base = self.listed.get(("", c if tier else "in"))
                if self.listed.get((tier, c)) is None and base is not None:
                    self.listed[tier, c] = (base * factor).quantize(PICO_PER_MILLION, rounding=ROUND_HALF_EVEN)
        if is_rule:
            self.general |= {tier for _, tier, _, _ in multiples if tier and tier not in had and self.has(tier)}


class Row:
    def __init__(self, line):
        cells = line.split("\t")
        self.id, self.provider, self.model = int(cells[0]), cells[1], cells[2]
        self.names = [name.lower() for name in cells[3].split("|") if name]
        self.start, self.end = day(cells[4]), day(cells[5])
        self.window = cells[6]
        self.keys, self.multiples, self.same_as = {}, [], None
        self.short, self.steps, self.factors, self.profiles = Prices(), [], None, None
        for key, value in (pair.split("=", 1) for pair in cells[7].split()):
            self.take(key, value)
        self.steps.sort(key=lambda step: step[0])
        self.unit_factor, self.borrowed = {}, set()

    def take(self, key, value):
        if key == "over":
            self.steps.append((int(value), Prices()))
            return
        if key == "is":
            self.same_as = value
            return
        for prefix, name in (("r", "factors"), ("rp", "profiles")):
            if key == prefix or key.startswith(prefix + "."):
                factors = getattr(self, name) or {}
                factors[key[len(prefix) + 1 :] or "*"] = Decimal(value)
                setattr(self, name, factors)
                return
        parts = key.split(".")
        is_long = parts[0] == "t"
        if is_long:
            parts = parts[1:]
        if value == "none" or value.endswith("x"):
            factor = None if value == "none" else Decimal(value[:-1])
            tier, name = (parts[0], parts[1] if len(parts) > 1 else None)
            if len(parts) == 1 and parts[0] in CLASSES:
                tier, name = "", parts[0]
            self.multiples.append((self.steps[-1][0] if is_long else None, tier, name, factor))
            return
        if parts[-1] in ALL:
            prices = self.steps[-1][1] if is_long else self.short
            prices.listed[".".join(parts[:-1]), parts[-1]] = fixed(value)
        else:
            self.keys[key] = value

    def price(self, key):
        return fixed(self.keys[key]) if key in self.keys else None

    def long_prices(self, prompt):
        """Of the highest step that the prompt exceeds; None for short prompts."""
        met = [prices for over, prices in self.steps if prompt > over and prices.listed.get(("", "in")) is not None]
        return met[-1] if met else None

    def standard(self):
        return self.short.tier("")

    def resolve(self, rules):
        """Takes multiples, and what rules of the provider say where the row says nothing."""
        for source in [self] + rules:
            for over, prices in [(None, self.short)] + self.steps:
                prices.fill(source.multiples, over, source is not self)
            for bound, tier, name, factor in source.multiples:
                if bound is None and factor is not None and name in (None, "u"):
                    self.unit_factor.setdefault(tier, factor)
            if source is not self:
                if "search" not in self.keys and self.short.listed.get(("", "in")) is not None and "search" in source.keys:
                    self.keys["search"] = source.keys["search"]
                for key in ("search.max", "search.each"):
                    if key in source.keys:
                        self.keys.setdefault(key, source.keys[key])
                self.factors = self.factors if self.factors is not None else source.factors
        return self

    @property
    def is_free(self):
        listed = [self.short.listed.get(("", c)) for c in CLASSES]
        nothing = all(p in (None, 0) for p in listed) and listed[0] == 0 and listed[1] == 0
        return nothing and "request" not in self.keys and not any(key in self.keys for key, _ in UNITS.values())

    def holds(self, time):
        if self.start and time < self.start or self.end and time >= self.end:
            return False
        if not self.window:
            return True
        hours, *words = self.window.split(" ")
        ahead = int(words[1][3:]) if len(words) > 1 else 0
        if words and (time + timedelta(hours=ahead)).weekday() not in days_of(words[0]):
            return False
        first, last = [int(t[:2]) * 60 + int(t[3:]) for t in hours.split("-")]
        last = last or 24 * 60
        minute = time.hour * 60 + time.minute
        return first <= minute < last if first < last else minute >= first or minute < last


def days_of(text):
    days = set()
    for part in text.split(","):
        first, last = [DAYS.index(name) for name in (part.split("-") * 2)[:2]]
        days |= {(first + n) % 7 for n in range((last - first) % 7 + 1)}
    return days


def day(text):
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=timezone.utc) if text else None


class Book:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            rows = [Row(line.rstrip("\n")) for line in file if line.strip() and not line.startswith("#")]
        # Rows whose model is a pattern are rules.
        self.rules = [row for row in rows if "*" in row.model]
        self.rows = [row for row in rows if "*" not in row.model]
        self.by_provider = {}
        for row in self.rows:
            self.by_provider.setdefault(row.provider, []).append(row)


EARLY = datetime(1, 1, 1, tzinfo=timezone.utc)
LATE = datetime(9999, 1, 1, tzinfo=timezone.utc)


def stated(book, provider, name):
    return [r for r in book.by_provider.get(provider, []) if r.model.lower() == name or name in r.names]


def periods_of(book, provider, model):
    rows = []
    for row in stated(book, provider, model.lower()):
        if row.same_as is None:
            rows.append(copy.deepcopy(row))
            continue
        # The name means another model in this period.
        for other in stated(book, provider, row.same_as.lower()):
            if other.same_as is None:
                part = copy.deepcopy(other)
                part.start = max(row.start or EARLY, other.start or EARLY)
                part.end = min(row.end or LATE, other.end or LATE)
                if part.start < part.end:
                    part.start = None if part.start == EARLY else part.start
                    part.end = None if part.end == LATE else part.end
                    rows.append(part)
    rows.sort(key=lambda r: (r.start or EARLY, r.id))
    for row in rows:
        name = row.model.lower()
        row.resolve([
            rule for rule in book.rules
            if rule.provider in (row.provider, "*")
            and any(fnmatch.fnmatchcase(name, pattern.replace("[", "[[]")) for pattern in [rule.model, *rule.names])
        ])
    # First listed in a later period: in proportion to the prices then and now.
    for index, row in enumerate(rows):
        for other in rows[index + 1 :]:
            if other.window:
                continue
            for tier in dict.fromkeys(tier for tier, _ in other.short.listed):
                known = row.short.has(tier) or tier in row.short.refused
                if tier == "" or known or not other.short.has(tier) or tier in other.borrowed or tier in other.short.general:
                    continue
                old, new, listed = other.standard(), row.standard(), other.short.tier(tier)
                row.borrowed.add(tier)
                row.short.listed = {key: price for key, price in row.short.listed.items() if key[0] != tier}
                row.unit_factor.pop(tier, None)
                row.short.listed[tier, "in"] = scaled(listed["in"], ratio(old["in"], new["in"]))
                row.short.listed[tier, "out"] = scaled(listed["out"], ratio(old["out"], new["out"]))
                row.short.listed[tier, "cr"] = scaled(
                    listed["cr"], ratio(old["cr"], new["cr"]) or ratio(old["in"], new["in"]))
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
    reasoning = row.price("re")
    long = row.long_prices(prompt)
    if long is not None:
        listed = long.tier("")
        prompts = ratio(standard["in"], listed["in"])
        answers = None
        for c in CLASSES:
            prices[c] = listed[c] if listed[c] is not None else scaled(standard[c], prompts)
        answers = ratio(standard["out"], prices["out"])
        for c in MEDIA:
            prices[c] = first(listed[c], scaled(standard[c], prompts if c in ("ai", "ii") else answers))
        reasoning = None

    def known(name, keys=None):
        """The tier whose prices are meant: fast is priority where only that is listed."""
        keys = {t for t, _ in row.short.listed} | row.short.refused | set(row.unit_factor) if keys is None else keys
        if name in keys:
            return name
        other = "+".join(k for k in ("b", "f", "p") if k in name.split("+") or k == "p" and "fast" in name.split("+"))
        return other if "fast" in name.split("+") and other in keys else None

    def serve(name, only_scales):
        nonlocal reasoning
        key = known(name)
        # Of long prompts, too, fast is priority where only that is listed.
        longer = None if long is None or key is None else known(key, {t for t, _ in long.listed} | long.refused)
        if key is None or key in row.short.refused or longer is not None and longer in long.refused:
            return
        if not row.short.has(key) and key not in row.unit_factor:
            return
        is_listed = longer is not None and long.has(longer)
        base, used = (long.tier(""), long.tier(longer)) if is_listed else (standard, row.short.tier(key))
        replaces = not only_scales and (long is None or is_listed)
        prompts, answers = ratio(base["in"], used["in"]), ratio(base["out"], used["out"])
        others = {"in": prompts, "out": answers, "w5": prompts, "w1": prompts}
        # The cache of batches keeps its price where none is listed.
        others["cr"] = None if "b" in key.split("+") else prompts
        for c in CLASSES:
            if used[c] is not None and replaces:
                prices[c] = used[c]
            elif prices[c] is None:
                prices[c] = used[c]
            else:
                prices[c] = scaled(prices[c], ratio(base[c], used[c]) or others[c])
        for c in MEDIA:
            if used[c] is not None and replaces:
                prices[c] = used[c]
            else:
                prices[c] = scaled(prices[c], prompts if c in ("ai", "ii") else answers)
        if answers or used["out"] is not None:
            reasoning = None

    if tier:
        whole = "+".join(TIERS[name] for name in TIERS if name in tier.split("+"))
        if known(whole) is not None:
            serve(whole, False)
        else:
            served = 0
            for name in TIERS:
                if name in tier.split("+") and known(TIERS[name]) is not None:
                    serve(TIERS[name], served > 0)
                    served += 1
    prices["cr"] = first(prices["cr"], prices["in"])
    prices["w5"] = first(prices["w5"], prices["in"])
    prices["w1"] = first(prices["w1"], prices["w5"])
    return prices, {c: prices[c] for c in MEDIA}, first(reasoning, prices["out"]), long is not None


def first(*values):
    return next((v for v in values if v is not None), None)


def search_fee(row):
    """Dollars for a thousand."""
    return Decimal(row.keys["search"]) if "search" in row.keys else None


def region_factor(row, region):
    factors = row.factors
    if factors is None or region in ("", "global", "not_available"):
        return Decimal(1)
    anywhere = factors.get("*", Decimal(1))
    place = factors.get(region.lower()) if region not in ("other", "*") else None
    return place if place is not None else factors.get("other", anywhere) if region not in ("us", "eu") else anywhere


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
    searches = n["web_search"]
    if not str(case["web_search"]).strip() and n["output"] > 0:
        searches = int(row.keys.get("search.each", 0))
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
        (min(searches, int(row.keys.get("search.max", searches))), fee * 1000 if fee is not None else None),
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
    for name in TIERS:
        if name in tier.split("+") and TIERS[name] in row.unit_factor:
            price = (price * row.unit_factor[TIERS[name]]).quantize(PICO, rounding=ROUND_HALF_EVEN)
    return price


COUNTS = [
    "input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning", "audio_in", "image_in",
    "audio_out", "image_out", "web_search",
]
COLUMNS = ["provider", "model", "at", "tier", "region"] + COUNTS + list(UNITS)


def make_cases(book, count, seed):
    book = book.rows
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
            tier=chance.choice(["", "", "batch", "flex", "priority", "fast", "batch+fast"]),
            region=chance.choice(["", "", "us", "eu", "global", "us-east5", "us-gov"]),
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
    book = Book(sys.argv[2])
    if sys.argv[1] == "cases":
        make_cases(book, int(sys.argv[3]), int(sys.argv[4]))
    else:
        sys.exit(check(book, sys.argv[3], sys.argv[4]))
