#!/usr/bin/env python3
"""Scrapes a running collector with a real Prometheus and compares increase() with what was spent.

  prometheus_scrape.py PROGRAM [SEED]

Needs prometheus and promtool (Debian package prometheus). Exit 1 when a counter went down, a page is refused
by promtool, a total differs, or increase() is not what was spent.
"""
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from datetime import datetime, timezone
from decimal import Decimal

ROUNDS = 12
STEP = 2.0
# Extrapolation to the edges of the range changes increase() by at most this share.
EXTRAPOLATION = 0.05


def port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def wait(what, seconds, ready):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if ready():
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"{what} did not get ready in {seconds} s")


def main():
    program = os.path.abspath(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    print(f"seed {seed}")
    r = random.Random(seed)
    failures = []
    with tempfile.TemporaryDirectory() as home:
        own, prometheus = port(), port()
        env = {"HOME": home, "TZ": "UTC", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        os.mkdir(home + "/logs")
        log = open(home + "/logs/a.jsonl", "a")
        written, number = Decimal(0), 0

        def write(features):
            nonlocal written, number
            for feature in features:
                number += 1
                cost = Decimal(r.randrange(1, 10**9)) / 10**9
                written += cost
                stamp = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
                log.write(json.dumps({
                    "timestamp": stamp, "request_id": f"scrape-{number:08d}-{r.getrandbits(40):x}",
                    "provider": "acme", "model": f"m-{r.randrange(3)}", "feature": feature,
                    "prompt_tokens": 100, "completion_tokens": 10, "cost_usd": format(cost, "f"),
                    "status": r.choice([200, 200, 200, 429, 500]),
                }) + "\n")
            log.flush()

        write([f"f{n}" for n in range(20)])
        collector = subprocess.Popen(
            [program, "ingest", "--follow", home + "/logs", "--db", home + "/spend.db",
             "--metrics", f"127.0.0.1:{own}"],
            env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(home + "/p.yml", "w") as config:
            config.write(
                "global: {scrape_interval: 1s}\nscrape_configs:\n  - job_name: spendtop\n"
                f"    static_configs: [{{targets: ['127.0.0.1:{own}']}}]\n")
        server = None
        try:
            page = f"http://127.0.0.1:{own}/metrics"
            wait("the collector", 30, lambda: "spendtop_overall_requests_total 20" in get(page))
            lint = subprocess.run(["promtool", "check", "metrics"], input=get(page), text=True, capture_output=True)
            if lint.returncode != 0:
                failures.append(f"promtool: {lint.stdout}{lint.stderr}")
            server = subprocess.Popen(
                ["prometheus", f"--config.file={home}/p.yml", f"--storage.tsdb.path={home}/tsdb",
                 f"--web.listen-address=127.0.0.1:{prometheus}"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

            def query(expression):
                text = urllib.parse.urlencode({"query": expression})
                return json.loads(get(f"http://127.0.0.1:{prometheus}/api/v1/query?{text}"))["data"]["result"]

            total = "spendtop_overall_cost_usd_total"
            wait("prometheus", 60, lambda: bool(query(total)))
            time.sleep(2 * STEP)
            before = written
            began = time.monotonic()
            for step in range(ROUNDS):
                # Label sets overtake each other, and new ones appear.
                write([f"f{(step * 7 + n * 13) % (20 + step * 5)}" for n in range(40)])
                time.sleep(STEP)
            wait("the last lines", 30, lambda: bool(query(total)) and
                 abs(Decimal(query(total)[0]["value"][1]) - written) < Decimal("0.000001"))
            time.sleep(2 * STEP)
            span = int(time.monotonic() - began + STEP)
            spent = float(written - before)
            increase = float(query(f"increase({total}[{span}s])")[0]["value"][1])
            print(f"spent ${spent:.6f}, increase() over {span} s ${increase:.6f}, {number} requests")
            if abs(increase - spent) > EXTRAPOLATION * spent:
                failures.append(f"increase() is {increase}, spent were {spent}")
            labelled = sum(Decimal(s["value"][1]) for s in query("spendtop_cost_usd_total"))
            if abs(labelled - written) > Decimal("0.000001"):
                failures.append(f"the labelled series sum up to {labelled}, spent were {written}")
            counters = 0
            for name in [
                "spendtop_cost_usd_total", "spendtop_requests_total", "spendtop_tokens_total",
                "spendtop_errors_total", "spendtop_error_class_requests_total", total,
                "spendtop_ingest_lines_total",
            ]:
                for series in query(f"{name}[{span + 30}s]"):
                    values = [Decimal(value) for _, value in series["values"]]
                    counters += 1
                    if any(b < a for a, b in zip(values, values[1:])):
                        failures.append(f"{series['metric']} went down")
                resets = query(f"sum(resets({name}[{span + 30}s]))")
                if resets and float(resets[0]["value"][1]) != 0:
                    failures.append(f"{name} has {resets[0]['value'][1]} resets")
            print(f"{counters} counters, none may go down")
        finally:
            for process in (server, collector):
                if process:
                    process.terminate()
                    process.wait(30)
    for line in failures:
        print(line[:600])
    sys.exit(1 if failures else 0)


main()
