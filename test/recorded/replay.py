#!/usr/bin/env python3
"""Plays recorded sequences of calls against an endpoint, and compares the shape
of the replies with what AWS Lambda answered.

    replay.py ENDPOINT [FILE] [--only TEXT] [--show N] [--json OUT] [--group G]

FILE (recordings.json): scenarios of steps; a step is a
call {op, args, expect} or a wait {wait, args}. Compared for each expectation:
status; for errors code and message (with * for what differs); for others the
set of member paths, with the kind of their value, and a few plain values.
What a tested function itself returns (Payload) is not compared.
"""
import argparse, io, json, pathlib, random, re, time, zipfile
from collections import Counter, defaultdict
import boto3, datetime
from botocore.config import Config
from botocore.exceptions import ClientError

RECORDINGS = pathlib.Path(__file__).resolve().parent / 'recordings.json'
ECHO = {
    'handler.py': 'def handler(event, context):\n    return event\n',
    'index.mjs': 'export const handler = async (event) => event;\n',
    'handler.js': 'exports.handler = async (event) => event;\n',
    'handler.mjs': 'export const handler = async (event) => event;\n',
    'lambda_function.py': 'def lambda_handler(event, context):\n    return event\n',
}
FUNCTIONS = {  # what the recorded scenarios' functions do, in few words
    'lambda_timeout.py': 'import time\ndef handler(e, c):\n    time.sleep(e["wait"])\n',
    'lambda_response_size.py': 'def handler(e, c):\n    return "a" * e["bytenum"]\n',
    'lambda_runtime_error.py': 'raise Exception("no start")\n',
    'lambda_runtime_exit.py': 'import os\nos._exit(0)\n',
    'lambda_runtime_exit_segfault.py': 'import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n',
    'lambda_handler_error.py': 'def handler(e, c):\n    raise Exception("fails")\n',
    'lambda_handler_exit.py': 'import sys\ndef handler(e, c):\n    sys.exit(0)\n',
}
LAYER = {'python/x.py': 'X = 1\n'}


def archive(kind):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
        for name, text in (LAYER if 'layer' in kind else {'handler.py': FUNCTIONS[kind]} if kind in FUNCTIONS else ECHO).items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.external_attr = 0o755 << 16
            z.writestr(info, text + f'# {kind}\n' * name.endswith('.py'))
    return out.getvalue()


class Away(Exception):
    """An argument refers to a reply that was not had."""


class Run:
    def __init__(self, endpoint, account, region):
        kw = dict(endpoint_url=endpoint, region_name=region,
                  aws_access_key_id='test', aws_secret_access_key='test',
                  config=Config(retries={'max_attempts': 0}, read_timeout=30, connect_timeout=5,
                                parameter_validation=False))
        self.lam = boto3.client('lambda', **kw)
        self.account, self.region = account, region

    def fill(self, v):
        if isinstance(v, dict):
            if '$zip' in v: return archive(v['$zip'])
            if '$bytes' in v: return v['$bytes'].encode('latin1')
            if '$bytes_size' in v: return b'\0' * v['$bytes_size']
            if '$text_size' in v: return 'x' * v['$text_size']
            if '$stream' in v: return b'{}'
            if '$res' in v or '$odd' in v: raise Away(str(v))
            # The recording has lost the text of this member.
            return {k: 'arn:aws:s3:::bucket' if k == 'SourceArn' and '$stream' in x
                    else self.fill(x) for k, x in v.items()}
        if isinstance(v, list): return [self.fill(x) for x in v]
        if isinstance(v, str):
            whole = re.fullmatch('⟦([^⟧]*)⟧', v)
            if whole: return self.token(whole.group(1))
            return re.sub('⟦([^⟧]*)⟧', lambda m: str(self.token(m.group(1))), v)
        return v

    def token(self, t):
        if t == 'role': return f'arn:aws:iam::{self.account}:role/lambda-role'
        if t == 'account': return self.account
        if t == 'region': return self.region
        if re.fullmatch(r'u\d+', t):
            return self.names.setdefault(t, '%08x' % random.getrandbits(32))
        m = re.fullmatch(r'r(\d+)((?:\..*)?)', t)
        if not m: raise Away(t)
        v = self.replies.get(int(m.group(1)))
        for key in [k for k in m.group(2).split('.') if k]:
            if isinstance(v, list) and key.isdigit() and int(key) < len(v): v = v[int(key)]
            elif isinstance(v, dict) and key in v: v = v[key]
            else: raise Away(t)
        return v

    def scenario(self, s):
        self.names, self.replies, self.made = {}, {}, []
        results = []
        ok_functions = set()
        for step in s['steps']:
            try:
                args = self.fill(step['args'])
            except Away as e:
                for x in step.get('expect', []):
                    results.append((step['op'], x, False, f'needs an earlier reply: {e}'))
                continue
            if 'wait' in step:
                if args.get('FunctionName') in ok_functions:
                    try:
                        self.lam.get_waiter(step['wait']).wait(**args, WaiterConfig={'Delay': 0.2, 'MaxAttempts': 60})
                    except Exception: pass
                continue
            if step.get('service'): continue
            reply, status, error = self.call(step, args)
            if step['op'] == 'create_function' and not error:
                ok_functions.add(args.get('FunctionName'))
                self.made.append(('delete_function', {'FunctionName': args.get('FunctionName')}))
            if step['op'] == 'publish_layer_version' and not error:
                self.made.append(('delete_layer_version', {'LayerName': args.get('LayerName'), 'VersionNumber': reply.get('Version', 1)}))
            if step['op'] == 'create_event_source_mapping' and not error:
                self.made.append(('delete_event_source_mapping', {'UUID': reply.get('UUID')}))
            self.replies[step['id']] = reply
            for x in step.get('expect', []):
                why = compare(step['op'], x, reply, status, error)
                results.append((step['op'], x, not why, why))
        for op, args in reversed(self.made):
            try: getattr(self.lam, op)(**args)
            except Exception: pass
        return results

    def call(self, step, args):
        try:
            if step.get('paginate'):
                r = self.lam.get_paginator(step['op']).paginate(**args).build_full_result()
                return r, 200, None
            r = getattr(self.lam, step['op'])(**args)
            status = r['ResponseMetadata']['HTTPStatusCode']
            for k, v in list(r.items()):
                if hasattr(v, 'read'):
                    try: r[k] = json.loads(v.read() or b'null')
                    except ValueError: r[k] = 'text'
            return {k: v for k, v in r.items() if k != 'ResponseMetadata'}, status, None
        except ClientError as e:
            e.response.setdefault('ResponseMetadata', {})
            return e.response, e.response['ResponseMetadata'].get('HTTPStatusCode'), e.response.get('Error', {})
        except Exception as e:
            return {}, None, {'Code': type(e).__name__, 'Message': str(e)[:200]}


def paths(v, p, out, values):
    if isinstance(v, dict):
        if not v and p: out.add(p + ':{}')
        for k, x in v.items(): paths(x, f'{p}.{k}' if p else k, out, values)
    elif isinstance(v, list):
        if not v: out.add(p + '[]:empty')
        for x in v: paths(x, p + '[]', out, values)
    else:
        kind = ('b' if isinstance(v, bool) else 'n' if isinstance(v, (int, float)) else
                'null' if v is None else '*' if isinstance(v, datetime.datetime) else 's')
        out.add(f'{p}:{kind}')
        values[p] = v


def same_path(a, b):
    """Recorded a, seen b; * stands for any name or kind."""
    pa, ka = a.rsplit(':', 1); pb, kb = b.rsplit(':', 1)
    return (ka == kb or '*' in (ka, kb)) and re.fullmatch(re.escape(pa).replace(r'\*', r'[^.]*'), pb)


def compare(op, x, reply, status, error):
    if x.get('status') and status != x['status']:
        return f"status {status}, not {x['status']}" + (f" ({error.get('Code')}: {str(error.get('Message'))[:80]})" if error else '')
    if 'error' in x:
        if not error: return 'no error'
        if error.get('Code') != x['error']: return f"error {error.get('Code')}, not {x['error']}"
        want = re.escape(x.get('message') or '').replace(r'\*', '.*')
        if not re.fullmatch(want, error.get('Message') or '', re.S):
            return f"message {str(error.get('Message'))[:120]!r}, not {str(x.get('message'))[:160]!r}"
        return None
    if error: return f"error {error.get('Code')}"
    for name in ('Statement', 'Policy'):
        if isinstance(reply.get(name), str):
            try: reply = {**reply, name: json.loads(reply[name])}
            except ValueError: pass
    seen, values = set(), {}
    paths(reply, '', seen, values)
    failed = 'FunctionError' in x.get('values', {})
    skip = lambda p: p.startswith('LogResult') or (p.startswith('Payload') and not (failed and p == 'Payload.errorType'))
    want = [p for p in x['paths'] if not skip(p)]
    seen = [p for p in seen if not skip(p)]
    missing = [a for a in want if not any(same_path(a, b) for b in seen)]
    extra = [b for b in seen if not any(same_path(a, b) for a in want)]
    off = [f'{k}={values.get(k)!r} not {v!r}' for k, v in x.get('values', {}).items()
           if not skip(k) and k in values and values[k] != v]
    if missing or extra or off:
        return ('missing ' + ' '.join(missing) if missing else '') + (' extra ' + ' '.join(extra) if extra else '') + (' ' + '; '.join(off) if off else '')
    return None


def play(endpoint, file=RECORDINGS, only='', group='', everything=False,
         account='000000000000', region='us-east-1'):
    """For each expected reply: scenario, group, operation, key, whether it was as
    recorded, and what differs."""
    run = Run(endpoint, account, region)
    for s in json.load(open(file)):
        if 'needs' in s and not everything: continue
        if only not in s['scenario'] or (group and s.get('group') != group): continue
        for op, x, ok, why in run.scenario(s):
            yield s['scenario'], s.get('group', ''), op, x['key'], ok, why


def main():
    a = argparse.ArgumentParser()
    a.add_argument('endpoint'); a.add_argument('file', nargs='?', default=RECORDINGS)
    a.add_argument('--only', default=''); a.add_argument('--show', type=int, default=0)
    a.add_argument('--group', default=''); a.add_argument('--json')
    a.add_argument('--all', action='store_true', help='also those that need SQS, S3, ... beside it')
    o = a.parse_args()
    per, groups, whole, rows = defaultdict(Counter), defaultdict(Counter), {}, []
    for row in play(o.endpoint, o.file, o.only, o.group, o.all):
        scenario, group, op, key, ok, why = row
        rows.append(row)
        per[op][ok] += 1; groups[group][ok] += 1
        whole[scenario] = whole.get(scenario, True) and ok
        if not ok and sum(not r[4] for r in rows) <= o.show:
            print(f'{scenario} {op} {key}: {why}')
    for op in sorted(per): print(f'{op:45} {per[op][True]:4} of {per[op][True] + per[op][False]}')
    print(); [print(f'{g:20} {c[True]:4} of {c[True] + c[False]}') for g, c in sorted(groups.items())]
    print(f'\n{sum(r[4] for r in rows)} of {len(rows)} replies as recorded; '
          f'{sum(whole.values())} of {len(whole)} scenarios wholly')
    if o.json: json.dump(rows, open(o.json, 'w'), indent=0)


if __name__ == '__main__':
    main()
