import fc from 'fast-check';

// How one host is made to look like another. Most are of https://portswigger.net/web-security/ssrf/url-validation-bypass-cheat-sheet
// and https://owasp.org/www-community/attacks/Server_Side_Request_Forgery; how a URL is read: https://url.spec.whatwg.org.

const label = fc.stringMatching(/^[a-z\d]{1,8}$/);
const knownEvil = fc.constantFrom(
  'evil.example',
  'evil.example:8443',
  '169.254.169.254',
  '127.0.0.1',
  '127.0.0.1:9',
  '127.1',
  '0',
  '0.0.0.0',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:169.254.169.254]',
  '[fe80::1%25eth0]',
  'localhost',
  'localhost.',
  'metadata.google.internal',
  '168.63.129.16',
);
const evil = fc.oneof(knownEvil, fc.domain(), fc.ipV4(), fc.ipV4Extended());
const schemes = fc.oneof(
  { weight: 8, arbitrary: fc.constant('https://') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        'http://',
        'HTTPS://',
        'https:/',
        'https:',
        'https:\\\\',
        'https:///',
        '//',
        '',
        ' https://',
        '\thttps://',
      ],
      ...[
        'ht\ntps://',
        'ftp://',
        'file://',
        'ws://',
        'wss://',
        'data:',
        'javascript://',
        'blob:https://',
        'gopher://',
      ],
      ...['https://https://', 'view-source:https://', 'http+unix://', 'jar:https://'],
    ),
  },
);
const paths = fc.constantFrom(
  '',
  '/',
  '/emea/',
  '/../',
  '/%2e%2e/',
  '/..;/',
  '?x',
  '#x',
  '?@',
  '/\\',
  '//',
  '/ ',
  '/x\u0000',
);

/** Other characters that a reader of host names takes for those of a host. */
const likeness: Readonly<Record<string, readonly string[]>> = {
  '.': ['。', '．', '｡', '%2e', '%252e', '․', '..', '\u00ad.', '.\u200b'],
  a: ['а', 'ａ', 'á', 'Ⓐ'],
  e: ['е', 'ｅ', '%65'],
  o: ['о', '0', 'ο', 'º'],
  s: ['ѕ', 'ſ', 'ｓ'],
  m: ['rn', 'ｍ'],
  n: ['ｎ', '%6e', 'ո'],
  t: ['ｔ', '\tt', 't\n'],
};

/** A host with one of its characters, or something between two, that is not what it seems. */
const disguised = (host: string) =>
  fc
    .nat(host.length - 1)
    .chain((at) =>
      fc
        .constantFrom(
          ...(likeness[host[at] ?? ''] ?? []),
          `${host[at]}\u00ad`,
          `${host[at]}\u200d`,
          `${host[at]?.toUpperCase()}`,
          '',
        )
        .map((instead) => `${host.slice(0, at)}${instead}${host.slice(at + 1)}`),
    );

/** Addresses made of hosts that are good and of others, most of which are to be told from the good ones. */
export function urlTricks(goodHosts: readonly [string, ...string[]]): fc.Arbitrary<string> {
  const authority = fc.tuple(fc.constantFrom(...goodHosts), evil, label).chain(([good, bad, name]) => {
    const parent = good.split('.').slice(1).join('.');
    return fc.oneof(
      fc.constantFrom(
        good,
        bad,
        ...[
          `${good}@${bad}`,
          `${bad}@${good}`,
          `${good}:x@${bad}`,
          `user:pass@${good}`,
          `@${good}`,
          `:@${good}`,
        ],
        ...[
          `${good}:443@${bad}`,
          `${good}%40${bad}`,
          `${good}@${bad}@${good}`,
          `${bad}#@${good}`,
          `${bad}/@${good}`,
        ],
        ...[
          `${bad}\\@${good}`,
          `${bad}?@${good}`,
          `${bad};${good}`,
          `${bad},${good}`,
          `${bad} ${good}`,
          `${bad}\t${good}`,
        ],
        ...[
          `${good}.${bad}`,
          `${good}.${name}`,
          `${name}-${good}`,
          `${name}${good}`,
          `${name}.${good}`,
          `x_y.${good}`,
          `-.${good}`,
        ],
        ...[
          `${good}.`,
          `${good}..`,
          `.${good}`,
          `${good}:8443`,
          `${good}:80`,
          `${good}:443`,
          `${good}:`,
          `${good}:0`,
          `${good}:443443`,
        ],
        ...[
          `${good}%00.${bad}`,
          `${good}\u0000${bad}`,
          `${good}%0d%0aHost:${bad}`,
          `${good}\r\n${bad}`,
          `[${good}]`,
          `%5b${good}`,
        ],
        ...[
          `${bad}/${good}`,
          `${bad}#${good}`,
          `${bad}?${good}`,
          `${good}/${bad}`,
          `xn--${good}`,
          `*.${good}`,
          `${good.toUpperCase()}`,
        ],
        ...[parent, `a.b.${name}.${parent}`, `${name}-${parent}`, `${name}${parent}`, `${parent}.${name}`],
      ),
      disguised(good),
      fc
        .array(
          fc.constantFrom(
            good,
            bad,
            '@',
            ':',
            '/',
            '\\',
            '#',
            '?',
            '.',
            '-',
            '%2e',
            '。',
            '[',
            ']',
            '443',
            '\t',
          ),
          { maxLength: 6 },
        )
        .map((bits) => bits.join('')),
    );
  });
  return fc.tuple(schemes, authority, paths).map((parts) => parts.join(''));
}
