import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correlationId, createLog, type Details, type Log, withCorrelationId } from '../src/log.ts';
import { fieldNames, propertyOf } from '../src/profile/fields.ts';

/** A log and all that it wrote. */
function openLog(level = 'debug') {
  const written: string[] = [];
  const log = createLog(level, { write: (line: string) => void written.push(line) });
  const text = (): string => written.join('');
  const lines = (): string[] => text().split('\n').slice(0, -1);
  const events = (): Record<string, unknown>[] => lines().map((line) => JSON.parse(line));
  return { log, lines, events, text };
}

/** Tells what the compiler would not let through. */
function tell(log: Log, details: object, event = 'a'): void {
  log.error(event, details as Details);
}

const secrets = [
  'token',
  'access_token',
  'refresh_token',
  'id_token',
  'assertion',
  'client_secret',
  'client_assertion',
  'claims',
  'authorization',
  'Authorization',
  'password',
  'secret',
  'text',
  'value',
  'before',
  'after',
  'theirs',
];

describe('a line of the log', () => {
  it('is JSON with its time, level, event and details', () => {
    const { log, events } = openLog();
    log.info('listening', { port: 3978 });
    log.warn('a');
    expect(events()[0]).toEqual({ time: expect.any(String), level: 'info', event: 'listening', port: 3978 });
    expect(Number.isNaN(Date.parse(String(events()[0]?.time)))).toBe(false);
    expect(events().map((event) => event.level)).toEqual(['info', 'warn']);
  });

  it('is one line, whatever is in it', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\r\n{"level":"error"}', '\u001b[31m', '\u009b31m', '\u0085', '\u2028', '\u202e'),
    );
    fc.assert(
      fc.property(anything, anything, fc.jsonValue(), (event, text, value) => {
        const { log, lines } = openLog();
        tell(log, { person: text, [text || 'key']: text, nested: { value }, reason: text }, event);
        log.audit({
          actor: text,
          person: text,
          fields: [text],
          editId: text,
          outcome: text,
          graphRequestId: text,
          reasonGiven: true,
        });
        expect(lines()).toHaveLength(2);
        for (const line of lines()) {
          expect(() => JSON.parse(line)).not.toThrow();
          // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
          expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/);
        }
      }),
    );
  });

  it('holds nothing of the lines before it in the same turn', () => {
    const { log, events } = openLog();
    withCorrelationId('c1', () => {
      log.error('a', { port: 1 });
      log.info('b');
    });
    expect(events()[1]).toEqual({ time: expect.any(String), level: 'info', event: 'b', correlationId: 'c1' });
  });

  it('is written from its level on', () => {
    const { log, events } = openLog('warn');
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    expect(events().map((event) => event.event)).toEqual(['c', 'd']);
  });

  it.each(['info', 'warn', 'error'])('for a write is there at level %s', (level) => {
    const { log, events } = openLog(level);
    log.audit({
      actor: 'a',
      person: 'p',
      fields: ['jobTitle'],
      editId: 'e',
      outcome: 'saved',
      graphRequestId: 'g',
      reasonGiven: false,
    });
    expect(events()).toMatchObject([
      {
        event: 'write',
        audit: {
          actor: 'a',
          person: 'p',
          fields: ['jobTitle'],
          editId: 'e',
          outcome: 'saved',
          graphRequestId: 'g',
        },
      },
    ]);
  });
});

describe('what is never in the log', () => {
  const names = [...fieldNames, ...fieldNames.map(propertyOf), ...secrets];
  it.each([...new Set(names)])('a %s', (name) => {
    const { log, text } = openLog();
    for (const value of ['canary', ['canary'], { deeper: 'canary' }]) tell(log, { [name]: value });
    expect(text()).not.toContain('canary');
    expect(text().match(/\[hidden\]/g)).toHaveLength(3);
  });

  it('whatever stands under a key that no line has', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (name, value) => {
        const { log, events } = openLog();
        tell(log, { [`x${name}`]: value });
        expect(events()[0]?.[`x${name}`]).toBe('[hidden]');
      }),
    );
  });

  it.each(['activity', 'reason', 'to', 'correlationId'])(
    'a list or an object in place of a word: %s',
    (name) => {
      const { log, text } = openLog();
      for (const value of [['canary'], { deeper: 'canary' }, new Error('canary')])
        tell(log, { [name]: value });
      expect(text()).not.toContain('canary');
    },
  );

  it('more of a write than its line has', () => {
    const { log, text } = openLog();
    const entry = {
      actor: 'a',
      person: 'p',
      fields: [],
      editId: 'e',
      outcome: 'saved',
      graphRequestId: undefined,
      reasonGiven: true,
      reason: 'canary',
    };
    log.audit(entry);
    expect(text()).toContain('"editId":"e"');
    expect(text()).not.toContain('canary');
  });

  it('a text in place of an error’s code', () => {
    const { log, text } = openLog();
    const codes = { code: 'canary of a text', kind: { canary: true }, statusCode: ['canary'] };
    log.error('failed', { error: Object.assign(new Error('a'), codes, { name: 'canary, too' }) });
    expect(text()).not.toContain('canary');
  });

  it('the message of an error, or of its cause', () => {
    const { log, events, text } = openLog();
    const cause = new TypeError('canary in the cause');
    const error = Object.assign(new Error('canary: Bearer abc', { cause }), {
      code: 'EPIPE',
      statusCode: 500,
      body: 'canary',
    });
    log.error('failed', { error });
    expect(text()).not.toContain('canary');
    expect(events()[0]?.error).toMatchObject({
      name: 'Error',
      code: 'EPIPE',
      statusCode: 500,
      cause: { name: 'TypeError' },
    });
    expect(text()).toContain('log.test.ts');
  });

  it('a code that is none, as no service makes them', () => {
    const { log, events, text } = openLog();
    for (const code of ['Canary Hill', 'canary-1', 'canary@desk.example', { canary: 1 }, 'canary'.repeat(20)])
      log.error('failed', { error: Object.assign(new Error('x'), { code }) });
    log.error('failed', { error: Object.assign(new Error('x'), { code: 'Authorization_RequestDenied' }) });
    expect(text().toLowerCase()).not.toContain('canary');
    expect(events().at(-1)?.error).toMatchObject({ code: 'Authorization_RequestDenied' });
  });

  it('a message of several lines, though one looks like a place in the code', () => {
    const { log, text } = openLog();
    log.error('failed', { error: new Error('first\n    at canary (https://graph/canary)\n    at last') });
    expect(text()).not.toContain('canary');
  });

  it('the message of an error under any other name, or in place of the details', () => {
    const { log, text } = openLog();
    for (const details of [
      { err: new Error('canary') },
      new Error('canary'),
      { reason: new Error('canary') },
    ])
      tell(log, details);
    expect(text()).not.toContain('canary');
  });

  it('what was thrown that is no error', () => {
    const { log, text } = openLog();
    for (const error of ['canary', { message: 'canary' }, ['canary'], null, undefined])
      log.error('failed', { error });
    expect(text()).not.toContain('canary');
  });
});

describe('the correlation id', () => {
  it('is in every line of its turn and in no other', async () => {
    const { log, events } = openLog();
    await Promise.all(
      ['one', 'two'].map((id) =>
        withCorrelationId(id, async () => {
          log.info(id);
          await Promise.resolve();
          log.audit({
            actor: 'a',
            person: 'p',
            fields: [],
            editId: id,
            outcome: 'saved',
            graphRequestId: undefined,
            reasonGiven: false,
          });
          expect(correlationId()).toBe(id);
        }),
      ),
    );
    log.info('none');
    expect(correlationId()).toBeUndefined();
    expect(
      events()
        .map((event) => event.correlationId)
        .sort(),
    ).toEqual(['one', 'one', 'two', 'two', undefined]);
  });
});
