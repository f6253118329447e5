/**
 * The program that imports modules, for `python -B -c`. Its arguments: a marker, how many directories follow, the
 * directories, and the imports as `package.module` or `package.module:Symbol`.
 *
 * It writes lines of the marker and JSON to what was its standard output, and leads the standard output and error of
 * what it imports to nowhere. It imports nothing of its own but what every Python has loaded already, so that a project
 * meets its modules as it would without us. It takes what it calls aside first, since modules patch `os` and `time`. It
 * ends without waiting for threads or for what was to run at the end, which could take for ever. Up to its version
 * check it is written for any Python.
 */
export const PYTHON_PROBE = String.raw`
import sys
if sys.path[:1] == ['']:
    del sys.path[0]
import os, time

write, leave, pid_of, own_pid = os.write, os._exit, os.getpid, os.getpid()
marker, arguments = sys.argv[1], sys.argv[3:]
count = int(sys.argv[2])
directories, imports = arguments[:count], arguments[count:]
channel = os.dup(1)

def quoted(text):
    letters = []
    for letter in text[:4096]:
        code = ord(letter)
        if code > 0xffff:
            code -= 0x10000
            letters.append('\\u%04x\\u%04x' % (0xd800 + (code >> 10), 0xdc00 + (code & 0x3ff)))
        elif 32 <= code < 127 and letter not in '"\\':
            letters.append(letter)
        else:
            letters.append('\\u%04x' % code)
    return '"' + ''.join(letters) + '"'

def encoded(value):
    if value is None:
        return 'null'
    if value is True or value is False:
        return str(value).lower()
    return repr(value) if type(value) in (int, float) else quoted(str(value))

def say(**fields):
    text = ','.join(['%s:%s' % (quoted(name), encoded(fields[name])) for name in fields])
    write(channel, ('\n%s{%s}\n' % (marker, text)).encode('ascii'))

say(event='python', version='.'.join([str(part) for part in sys.version_info[:3]]), executable=sys.executable)
if sys.version_info < (3, 6):
    leave(0)

clock = time.perf_counter

def file_of(module):
    try:
        file = getattr(module, '__file__', None) or list(getattr(module, '__path__', ()))[0]
        return file if isinstance(file, str) else None
    except BaseException:
        return None

def is_own(file):
    return 'site-packages' not in file and any(file.startswith(place + os.sep) for place in directories)

def place_of(error):
    file = line = None
    step = error.__traceback__
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if name[:1] != '<' and (file is None or is_own(name) or not is_own(file)):
            file, line = name, step.tb_lineno
        step = step.tb_next
    return file, line

def first_line(value):
    try:
        return str(value).strip()[:1000].split('\n')[0]
    except BaseException:
        return ''

def failure_of(error):
    file, line = place_of(error)
    facts = dict(type=type(error).__name__, text=first_line(error), file=file, line=line)
    if isinstance(error, SystemExit):
        return dict(facts, problem='exit', text=first_line('' if error.code is None else error.code))
    if isinstance(error, SyntaxError):
        facts = dict(facts, problem='syntax', text=first_line(error.msg))
        return dict(facts, file=error.filename, line=error.lineno) if error.filename else facts
    if isinstance(error, ModuleNotFoundError) and isinstance(error.name, str):
        parent = sys.modules.get(error.name.rpartition('.')[0])
        return dict(facts, problem='missing', missing=error.name, parent=file_of(parent), package=hasattr(parent, '__path__'))
    return dict(facts, problem='error')

def attempt(name, symbol):
    started = clock()
    try:
        __import__(name)
        spent = (clock() - started) * 1000
        module = sys.modules.get(name)
        found = dict(problem=None, ms=spent, found=file_of(module))
        if symbol:
            try:
                getattr(module, symbol)
            except AttributeError:
                found['problem'] = 'symbol'
        return found
    except BaseException as error:
        return dict(failure_of(error), ms=(clock() - started) * 1000, found=None)

nowhere = os.open(os.devnull, os.O_RDWR)
os.dup2(nowhere, 1)
os.dup2(nowhere, 2)
sys.argv = sys.argv[:1]
sys.path[:0] = directories

for index, wanted in enumerate(imports):
    name, _, symbol = wanted.partition(':')
    say(event='begin', index=index)
    result = attempt(name, symbol)
    if pid_of() != own_pid:
        leave(0)
    say(event='end', index=index, **result)
leave(0)
`
