import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOurServiceUrl } from '../../src/http/gate.ts';

// The public cloud's own list.
const serviceUrlHosts = ['smba.trafficmanager.net', '*.botframework.com', '*.teams.microsoft.com'];

describe('the service URL', () => {
  it.each([
    'https://smba.trafficmanager.net/emea/',
    'https://SMBA.trafficmanager.net',
    'https://europe.botframework.com/x',
    'https://a.b.teams.microsoft.com/',
    'https://smba.trafficmanager.net:443/',
  ])('%s is ours', (url) => expect(isOurServiceUrl(url, serviceUrlHosts)).toBe(true));

  it.each([
    '',
    'smba.trafficmanager.net',
    '//smba.trafficmanager.net/',
    'http://smba.trafficmanager.net/',
    'ftp://smba.trafficmanager.net/',
    'javascript://smba.trafficmanager.net/',
    'https://smba.trafficmanager.net:8443/',
    'https://smba.trafficmanager.net:99999/',
    'https://smba.trafficmanager.net./',
    ' https://smba.trafficmanager.net/',
    'https://smba.trafficmanager.net/?to=evil.com',
    'https://smba.trafficmanager.net/%2e%2e/',
    'https://user@smba.trafficmanager.net/',
    'https://user:pass@smba.trafficmanager.net/',
    'https://smba.trafficmanager.net@evil.com/',
    'https://smba.trafficmanager.net%40evil.com/',
    'https://evil.com\\@smba.trafficmanager.net/',
    'https://evil.com#@smba.trafficmanager.net/',
    'https://evil.com/?https://smba.trafficmanager.net/',
    'https://evil-botframework.com/',
    'https://botframework.com/',
    'https://botframework.com.evil.com/',
    'https://a.botframework.com.evil/',
    'https://a.botframework.com./',
    'https://a.botframework.com:444/',
    'https://a.botframework。com.evil.com/',
    'https://xsmba.trafficmanager.net/',
    'https://x.smba.trafficmanager.net/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/',
    'http://169.254.169.254/latest/',
    'http://localhost/',
    'http://127.0.0.1:3979/',
    'https://ѕmba.trafficmanager.net/',
    'https://smba.trafficmanager.net\u0000.evil.com/',
  ])('%s is not', (url) => expect(isOurServiceUrl(url, serviceUrlHosts)).toBe(false));

  it.each([
    ['http://127.0.0.1:3979/connector/', ['127.0.0.1:3979'], true],
    ['http://127.0.0.1:3980/connector/', ['127.0.0.1:3979'], false],
    ['http://localhost:3979/', ['127.0.0.1:3979'], false],
    ['http://evil.com:3979/', ['evil.com:3979'], false],
    ['http://127.0.0.1.evil.com:1/', ['127.0.0.1.evil.com:1'], false],
    ['http://127.0.0.1/', ['127.0.0.1'], false],
    ['https://own.example:8443/', ['own.example:8443'], true],
    ['https://OWN.example/', ['Own.Example'], true],
    ['https://a.own.example/', ['*.Own.Example'], true],
    ['https://own.example/', ['own.example:443'], true],
    ['https://own.example/', [], false],
  ])('%s on the list %j: %s', (url, hosts, ours) => expect(isOurServiceUrl(url, hosts)).toBe(ours));

  it('is ours only if its host, told apart by a reader of our own, is on the list', () => {
    const bits = fc.constantFrom(
      'smba.trafficmanager.net',
      'evil.com',
      'a.botframework.com',
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
      '443',
      'user',
      '\t',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.array(bits, { maxLength: 7 }),
        fc.constantFrom('https://', 'http://', 'https:', ''),
        (all, scheme) => {
          const url = scheme + all.join('');
          if (!isOurServiceUrl(url, serviceUrlHosts)) return;
          // What stands between the slashes, in a text that a URL parser had nothing to mend in.
          const host = /^https:[/\\]*@*([^/\\?#@]*)/.exec(url.replace(/[\t\n\r]/g, '').trim())?.[1] ?? '';
          expect(host.replaceAll('%2e', '.').replaceAll('。', '.')).toMatch(
            /^(smba\.trafficmanager\.net|([^.]*\.)+botframework\.com|([^.]*\.)+teams\.microsoft\.com)(:|:443)?$/,
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
