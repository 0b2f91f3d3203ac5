#!/usr/bin/env python3
"""Recomputes reports, exports, checks, metrics and SQL views from logs, with decimals and the standard library.

  recompute_reports.py PROGRAM [SEED] [QUERIES]

Writes a random corpus in several formats, ingests it with PROGRAM, and compares every figure of random
ranges, zones, buckets, dimensions and filters with its own sums. Shares no code with the program.
Prints the seed; exit 1 when a single digit differs.
"""
import csv
import io
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

NANO = Decimal("0.000000001")
MILLION = Decimal(1_000_000)
ZONES = [
    "UTC", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/New_York",
    "Pacific/Chatham", "America/St_Johns",
]
# Dollars a million tokens: input, cache read, cache write, output. The other model has no price.
PRICES = {
    "house-large": ("1.25", "0.125", "1.5625", "10"),
    "house-small": ("0.07", "0.007", "0.09", "0.2801"),
}
# A model whose prices double for prompts over a length; its cache costs what input does.
LONG = "house-long"
LONG_OVER = 60_000
LONG_PRICE = (Decimal(1), Decimal(10))
TOKENS = ["input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning"]
DIMENSIONS = ["feature", "model", "provider", "team", "user", "session", "customer", "environment", "error", "query_type"]
STATUSES = {429: "rate_limited", 500: "server_error", 503: "server_error", 400: "client_error", 504: "timeout"}


class Request:
    def __init__(self, r, number, when):
        self.time = when
        self.id = f"recompute-{number:07d}-{r.getrandbits(40):010x}"
        self.labels = {
            "feature": r.choice(["search", "chat", "a \"b\", c|d", "übersetzen", ""]),
            "model": r.choice(list(PRICES) + [LONG, "unlisted-1"]),
            "provider": "acme",
            "team": r.choice(["core", "web", ""]),
            "user": r.choice(["ann", "bob", "u-17", ""]),
            "session": r.choice(["s-1", "s-2", ""]),
            "customer": r.choice(["globex", ""]),
            "environment": r.choice(["production", "staging"]),
            "query_type": r.choice(["chat", "classification"]),
            "error": "",
        }
        self.tokens = {name: 0 for name in TOKENS}
        self.tokens["input"] = r.randrange(0, 50_000)
        self.tokens["output"] = r.randrange(0, 4_000)
        if r.random() < 0.4:
            self.tokens["cache_read"] = r.randrange(0, 90_000)
        if r.random() < 0.2:
            self.tokens["cache_write_5m"] = r.randrange(0, 9_000)
        self.status = 200
        self.finish = ""
        roll = r.random()
        if roll < 0.12:
            self.status = r.choice(list(STATUSES))
            self.labels["error"] = STATUSES[self.status]
        elif roll < 0.2:
            self.finish = r.choice(["length", "content_filter", "stop"])
            self.labels["error"] = {"length": "truncated", "content_filter": "content_filter", "stop": ""}[self.finish]
        if self.status >= 400 and r.random() < 0.7:
            self.tokens = None  # Refused before anything was counted: free, and still a request.
        # A count of requests makes the record a sum, which is no long prompt.
        self.requests = r.choice([None, None, 1, 2, 40])
        self.logged = None
        if self.labels["model"] == "unlisted-1" and self.tokens and r.random() < 0.5:
            self.logged = Decimal(r.randrange(0, 10**9)) * NANO

    @property
    def failed(self):
        return self.status >= 400

    @property
    def total_tokens(self):
        return sum(v for k, v in self.tokens.items() if k != "reasoning") if self.tokens else 0

    @property
    def cost(self):
        if not self.tokens:
            return Decimal(0)
        if self.logged is not None:
            return self.logged
        if self.labels["model"] == LONG:
            return self.long_cost
        price = PRICES.get(self.labels["model"])
        if price is None:
            return None
        i, cr, cw, o = map(Decimal, price)
        t = self.tokens
        sum_ = t["input"] * i + t["cache_read"] * cr + t["cache_write_5m"] * cw + t["output"] * o
        return (sum_ / MILLION).quantize(NANO, rounding=ROUND_HALF_EVEN)

    @property
    def long_cost(self):
        prompt = self.tokens["input"] + self.tokens["cache_read"] + self.tokens["cache_write_5m"]
        is_long = prompt > LONG_OVER and (self.requests or 1) == 1
        input_price, output_price = LONG_PRICE
        sum_ = (prompt * input_price + self.tokens["output"] * output_price) * (2 if is_long else 1)
        return (sum_ / MILLION).quantize(NANO, rounding=ROUND_HALF_EVEN)

    # The request as a log line of its format.
    def generic(self):
        line = {"timestamp": self.stamp(), "request_id": self.id, "status": self.status}
        line.update({k: v for k, v in self.labels.items() if v and k != "error"})
        if self.finish:
            line["finish_reason"] = self.finish
        if self.tokens:
            line["prompt_tokens"] = self.tokens["input"] + self.tokens["cache_read"] + self.tokens["cache_write_5m"]
            line["cached_tokens"] = self.tokens["cache_read"]
            line["cache_write_tokens"] = self.tokens["cache_write_5m"]
            line["completion_tokens"] = self.tokens["output"]
        if self.requests is not None:
            line["requests"] = self.requests
        if self.logged is not None:
            line["cost_usd"] = format(self.logged, "f")
        return json.dumps(line, ensure_ascii=False)

    def stamp(self):
        return self.time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{self.time.microsecond // 1000:03d}Z"

    def row(self):
        line = json.loads(self.generic())
        return [line.get(name, "") for name in COLUMNS]


COLUMNS = [
    "timestamp", "request_id", "status", "feature", "model", "provider", "team", "user", "session", "customer",
    "environment", "query_type", "finish_reason", "prompt_tokens", "cached_tokens", "cache_write_tokens",
    "completion_tokens", "requests", "cost_usd",
]


class Sums:
    def __init__(self):
        self.requests = self.errors = self.unpriced = self.unpriced_tokens = 0
        self.cost = self.error_cost = Decimal(0)
        self.tokens = {name: 0 for name in TOKENS}

    def add(self, q):
        self.requests += 1
        self.errors += q.failed
        cost = q.cost
        if cost is None:
            self.unpriced += 1
            self.unpriced_tokens += q.total_tokens
        else:
            self.cost += cost
            self.error_cost += cost if q.failed else 0
        for name in TOKENS:
            self.tokens[name] += q.tokens[name] if q.tokens else 0


found = []


def same(what, ours, theirs):
    if ours != theirs:
        found.append(f"{what}: recomputed {ours!r}, program {theirs!r}")


def near(what, ours, theirs):
    """Performance data has six places."""
    if abs(ours - Decimal(theirs)) > Decimal("0.000001"):
        found.append(f"{what}: recomputed {ours}, program {theirs}")


def local_floor(t, bucket, zone):
    """The start of the local hour, day, week or month of a moment, as a moment."""
    local = t.astimezone(zone)
    if bucket == "hour":
        return t - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    day = local.date()
    if bucket == "week":
        day -= timedelta(days=day.weekday())
    if bucket == "month":
        day = day.replace(day=1)
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    # A midnight that the clocks skipped begins at the next time that exists.
    return start.astimezone(timezone.utc)


class Program:
    def __init__(self, path, home):
        self.path, self.home = path, home
        self.env = {"HOME": home, "XDG_CONFIG_HOME": home + "/c", "XDG_DATA_HOME": home + "/d", "TZ": "UTC",
                    "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}

    def run(self, *args, ok=(0,)):
        done = subprocess.run(
            [self.path, *args, "--db", self.home + "/spend.db", "--config", self.home + "/config.toml"],
            capture_output=True, text=True, env=self.env)
        if done.returncode not in ok:
            raise SystemExit(f"{' '.join(args)} ended with {done.returncode}: {done.stderr}{done.stdout}")
        return done.stdout


def compare_row(what, sums, row):
    same(what + " requests", sums.requests, row["requests"])
    same(what + " errors", sums.errors, row["errors"])
    same(what + " unpriced", sums.unpriced, row["unpriced_requests"])
    same(what + " unpriced tokens", sums.unpriced_tokens, row["unpriced_tokens"])
    for name in TOKENS:
        same(f"{what} {name}", sums.tokens[name], row[name])
    cost = row["cost_usd"]
    if cost is None:
        # Wholly unpriced: never $0.
        same(what + " cost of unpriced", sums.unpriced == sums.requests, True)
    else:
        same(what + " cost", sums.cost, Decimal(cost))


def filters(r):
    chosen, tests = [], []
    for dimension in r.sample(DIMENSIONS, r.choice([0, 0, 1, 2])):
        value = r.choice({
            "feature": ["search", "chat", "übersetzen"], "model": list(PRICES), "provider": ["acme"],
            "team": ["core", "web"], "user": ["ann", "u-17"], "session": ["s-1"], "customer": ["globex"],
            "environment": ["staging"], "error": ["rate_limited", "truncated", "server_error"],
            "query_type": ["chat"],
        }[dimension])
        sign = r.choice(["=", "!=", "~"])
        if sign == "~":
            value = value[:2]
        chosen += ["--filter", f"{dimension}{sign}{value}"]
        tests.append((dimension, sign, value))

    def holds(q):
        for dimension, sign, value in tests:
            own = q.labels[dimension]
            if sign == "=" and own != value or sign == "!=" and own == value or sign == "~" and value not in own:
                return False
        return True

    return chosen, holds


def window(r, first, last):
    """A random range as options in a zone, and as moments."""
    zone = ZoneInfo(r.choice(ZONES))
    span = (last - first).total_seconds()
    a, b = sorted(first + timedelta(seconds=r.randrange(0, int(span))) for _ in range(2))
    a, b = (t.astimezone(zone).replace(second=0, microsecond=0) for t in (a, b))
    if r.random() < 0.4:
        a, b = (t.replace(hour=0, minute=0) for t in (a, b))
    # Ambiguous or skipped local times have no single meaning.
    for t in (a, b):
        if t.astimezone(timezone.utc).astimezone(zone).replace(tzinfo=None) != t.replace(tzinfo=None):
            return window(r, first, last)
        if t.utcoffset() != t.replace(fold=1).utcoffset():
            return window(r, first, last)
    if a >= b:
        return window(r, first, last)
    text = "%Y-%m-%dT%H:%M"
    options = ["--since", a.strftime(text), "--until", b.strftime(text), "--tz", zone.key]
    return options, a.astimezone(timezone.utc), b.astimezone(timezone.utc), zone


def reports(r, program, requests, queries):
    first, last = min(q.time for q in requests), max(q.time for q in requests)
    for number in range(queries):
        options, start, end, zone = window(r, first, last)
        chosen, holds = filters(r)
        by = r.sample(DIMENSIONS, r.choice([1, 1, 2, 3]))
        bucket = r.choice([None, "hour", "day", "week", "month"])
        if bucket == "hour" and (end - start).days > 20:
            bucket = "day"
        wanted = [q for q in requests if start <= q.time < end and holds(q)]
        args = ["report", "--by", ",".join(by), "--format", "json", "--limit", "100000", *options, *chosen]
        if bucket:
            args += ["--bucket", bucket]
        what = " ".join(args[1:])
        answer = json.loads(program.run(*args))
        ours = defaultdict(Sums)
        total = Sums()
        for q in wanted:
            key = tuple(q.labels[d] for d in by)
            if bucket:
                key = (max(local_floor(q.time, bucket, zone), datetime.min.replace(tzinfo=timezone.utc)),) + key
            ours[key].add(q)
            total.add(q)
        theirs = {}
        for row in answer["rows"]:
            key = tuple(row[d] or "" for d in by)
            if bucket:
                key = (datetime.fromisoformat(row["start"].replace("Z", "+00:00")),) + key
            if key in theirs:
                found.append(f"{what}: two rows of {key}")
            theirs[key] = row
        same(what + " rows", sorted(map(str, ours)), sorted(map(str, theirs)))
        for key in ours.keys() & theirs.keys():
            compare_row(f"{what} {key}", ours[key], theirs[key])
        if wanted:
            compare_row(what + " total", total, answer["total"])
        # The same rows as CSV.
        if number % 5 == 0:
            table = list(csv.DictReader(io.StringIO(program.run(*[a if a != "json" else "csv" for a in args]))))
            cost = sum((Decimal(row["cost_usd"]) for row in table if row["cost_usd"]), Decimal(0))
            same(what + " csv cost", total.cost, cost)
            same(what + " csv requests", total.requests, sum(int(row["requests"]) for row in table))
        if number % 5 == 1:
            lines = program.run("export", "events", *options, *chosen).splitlines()
            same(what + " events", len(wanted), len(lines))
            costs = [json.loads(line)["cost_usd"] for line in lines]
            same(what + " events cost", total.cost, sum((Decimal(c) for c in costs if c is not None), Decimal(0)))


def rollups(program, requests):
    lines = program.run("export", "rollups").splitlines()
    rows = [json.loads(line) for line in lines]
    ours = defaultdict(Sums)
    for q in requests:
        key = (local_floor(q.time, "hour", timezone.utc),) + tuple(
            q.labels[d] for d in ("provider", "model", "feature", "query_type"))
        ours[key].add(q)
    theirs = {
        (datetime.fromisoformat(row["start"].replace("Z", "+00:00")),)
        + tuple(row[d] or "" for d in ("provider", "model", "feature", "query_type")): row
        for row in rows
    }
    same("rollups", sorted(map(str, ours)), sorted(map(str, theirs)))
    for key in ours.keys() & theirs.keys():
        compare_row(f"rollup {key}", ours[key], theirs[key])


def metrics(program, requests):
    ours = defaultdict(Sums)
    classes = defaultdict(Sums)
    for q in requests:
        ours[tuple(q.labels[d] for d in ("provider", "feature", "model", "query_type"))].add(q)
        if q.labels["error"]:
            classes[q.labels["error"]].add(q)
    cost = requests_ = tokens = Decimal(0)
    by_class, cost_of_class = {}, {}
    for line in program.run("export", "prometheus").splitlines():
        name, _, value = line.rpartition(" ")
        family = name.split("{")[0]
        if family == "spendtop_cost_usd_total":
            cost += Decimal(value)
        elif family == "spendtop_requests_total":
            requests_ += Decimal(value)
        elif family == "spendtop_tokens_total":
            tokens += Decimal(value)
        elif family == "spendtop_overall_cost_usd_total":
            same("overall cost", sum((s.cost for s in ours.values()), Decimal(0)), Decimal(value))
        elif family in ("spendtop_error_class_requests_total", "spendtop_error_class_cost_usd_total"):
            word = name.split('error="')[1].split('"')[0]
            (by_class if "requests" in family else cost_of_class)[word] = Decimal(value)
    same("metric cost", sum((s.cost for s in ours.values()), Decimal(0)), cost)
    same("metric requests", Decimal(sum(s.requests for s in ours.values())), requests_)
    same("metric tokens", Decimal(sum(q.total_tokens for q in requests)), tokens)
    same("metric classes", {k: Decimal(s.requests) for k, s in classes.items()}, by_class)
    same("metric class costs", {k: s.cost for k, s in classes.items()}, cost_of_class)


def figures(output):
    """Performance data of a check, by label."""
    data = {}
    for part in output.split("|")[1].splitlines()[0].split("'")[1:]:
        if part.startswith("="):
            data[label] = part[1:].split(";")[0].rstrip("%scu ")
        elif part.strip():
            label = part
    return data


def checks(r, program, requests):
    for hours in (1, 6, 48, 200):
        # An event on the edge of the window may fall to either side while the check runs.
        now = datetime.now(timezone.utc)
        edge = now - timedelta(hours=hours)
        if any(abs((q.time - edge).total_seconds()) < 30 for q in requests):
            continue
        chosen, holds = filters(r)
        wanted = [q for q in requests if q.time >= edge and holds(q)]
        sums = Sums()
        for q in wanted:
            sums.add(q)
        for wanted_class in (None, "rate_limited", "truncated"):
            args = ["check", "errors", "--window", f"{hours}h", "--max-age", "0", *chosen]
            part, cost = sums.errors, sums.error_cost
            if wanted_class:
                args += ["--class", wanted_class]
                of_class = [q for q in wanted if q.labels["error"] == wanted_class]
                part, cost = len(of_class), sum((q.cost or Decimal(0) for q in of_class), Decimal(0))
            data = figures(program.run(*args, ok=(0, 1, 2)))
            what = " ".join(args)
            same(what + " requests", Decimal(sums.requests), Decimal(data["requests"]))
            near(what + " cost", cost, data["error_cost_usd"])
            percent = Decimal(part) / Decimal(max(1, sums.requests)) * 100
            if abs(percent - Decimal(data["errors"])) > Decimal("0.0001"):
                found.append(f"{what}: recomputed {percent} %, program {data['errors']} %")
        args = ["check", "unpriced", "--window", f"{hours}h", "--max-age", "0", *chosen]
        data = figures(program.run(*args, ok=(0, 1, 2)))
        same(" ".join(args), (sums.unpriced, sums.unpriced_tokens),
             (int(data["unpriced_requests"]), int(data["unpriced_tokens"])))
    for zone in ZONES:
        start = local_floor(datetime.now(timezone.utc), "month", ZoneInfo(zone))
        sums = Sums()
        for q in requests:
            if q.time >= start and q.labels["feature"] == "search":
                sums.add(q)
        data = figures(program.run("check", "budget", "--budget", "searches", "--max-age", "0", "--tz", zone, ok=(0, 1, 2)))
        used = next(v for k, v in data.items() if k.endswith("used_usd"))
        near(f"budget in {zone}", sums.cost, used)


def views(program, requests):
    db = sqlite3.connect(f"file:{program.home}/spend.db?mode=ro", uri=True)
    count, cost = db.execute("SELECT count(*), sum(cost_nano_usd) FROM usage_event").fetchone()
    same("stored events", len(requests), count)
    same("stored cost", sum((q.cost or Decimal(0) for q in requests), Decimal(0)), Decimal(cost or 0) * NANO)
    ours = defaultdict(lambda: [0, Decimal(0)])
    for q in requests:
        entry = ours[q.labels["model"], q.labels["feature"], q.labels["error"], "error" if q.failed else "ok"]
        entry[0] += 1
        entry[1] += q.cost or 0
    theirs = {
        # Costs are whole nanodollars; the view's column is a floating-point number.
        row[:4]: [row[4], Decimal(repr(row[5] or 0.0)).quantize(NANO)]
        for row in db.execute(
            "SELECT model, feature, error, status, count(*), sum(cost_usd) FROM events GROUP BY 1, 2, 3, 4")
    }
    same("view events", {k: [v[0], v[1].quantize(NANO)] for k, v in ours.items()}, theirs)
    days = defaultdict(lambda: [0, 0, 0])
    for q in requests:
        day = days[q.time.strftime("%Y-%m-%d"), q.labels["model"]]
        day[0] += 1
        day[1] += q.failed
        day[2] += q.tokens["output"] if q.tokens else 0
    theirs = {
        row[:2]: list(row[2:]) for row in db.execute(
            "SELECT day, model, sum(requests), sum(errors), sum(output) FROM spend_by_day GROUP BY 1, 2")
    }
    same("view spend_by_day", dict(days), theirs)


def corpus(r, home):
    now = datetime.now(timezone.utc).replace(microsecond=0)
    requests = []
    for number in range(6_000):
        # Most are spread over months that hold changes of clocks, some are recent.
        age = r.expovariate(1 / 20_000) if r.random() < 0.2 else r.uniform(0, 270 * 86_400)
        when = now - timedelta(milliseconds=int(max(5, age) * 1000))
        requests.append(Request(r, number, when))
    os.makedirs(home + "/logs/deep", exist_ok=True)
    files = {"a.jsonl": [], "deep/b.jsonl": [], "c.csv": []}
    for q in requests:
        files[r.choice(list(files))].append(q)
    for name, lines in files.items():
        with open(f"{home}/logs/{name}", "w", newline="") as out:
            if name.endswith(".csv"):
                table = csv.writer(out)
                table.writerow(COLUMNS)
                table.writerows(q.row() for q in lines)
            else:
                out.writelines(q.generic() + "\n" for q in lines)
    # Copies, as a second logger or a rotation leaves them, count once.
    with open(f"{home}/logs/copy.jsonl", "w") as out:
        out.writelines(q.generic() + "\n" for q in r.sample(requests, 400))
    with open(home + "/long.tsv", "w") as out:
        out.write("provider\tmodel\tinput\toutput\tlong_over\tlong_input\tlong_output\n")
        input_price, output_price = LONG_PRICE
        out.write(f"acme\t{LONG}\t{input_price}\t{output_price}\t{LONG_OVER}\t{2 * input_price}\t{2 * output_price}\n")
    with open(home + "/config.toml", "w") as out:
        out.write('timezone = "UTC"\nhost = "h"\n')
        for model, (i, cr, cw, o) in PRICES.items():
            out.write(
                f'[[price]]\nprovider = "acme"\nmodel = "{model}"\ninput = "{i}"\ncache_read = "{cr}"\n'
                f'cache_write_5m = "{cw}"\noutput = "{o}"\n')
        out.write('[[budget]]\nname = "searches"\namount = 5000\nfilter = { feature = "search" }\n')
    return requests


def main():
    path = os.path.abspath(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    queries = int(sys.argv[3]) if len(sys.argv) > 3 else 120
    print(f"seed {seed}, {queries} queries")
    r = random.Random(seed)
    with tempfile.TemporaryDirectory() as home:
        program = Program(path, home)
        requests = corpus(r, home)
        program.run("prices", "import", home + "/long.tsv")
        program.run("ingest", home + "/logs")
        views(program, requests)
        rollups(program, requests)
        metrics(program, requests)
        checks(r, program, requests)
        reports(r, program, requests, queries)
        # The same after every stored request was read a second time.
        program.run("ingest", home + "/logs")
        views(program, requests)
        rollups(program, requests)
    for line in found[:40]:
        print(line[:600])
    print(f"{len(found)} differences in {queries} queries over {len(requests)} requests")
    sys.exit(1 if found else 0)


main()
