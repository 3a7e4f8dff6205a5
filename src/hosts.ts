/** Whether a URL's host name can only be this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Whether a list names a URL's host. An entry is a host, with a port where it is not the scheme's own, and `*.` before
 * it for all hosts below it. Only https; http is for loopback, where a port names it.
 */
export function isNamedHost(url: URL, hosts: readonly string[]): boolean {
  const named = hosts.some((entry) => {
    const host = entry.toLowerCase().replace(/:443$/, '');
    if (host.startsWith('*.')) return url.port === '' && url.hostname.endsWith(host.slice(1));
    return url.host === host;
  });
  const isLocal = url.protocol === 'http:' && isLoopback(url.hostname) && url.port !== '';
  return named && (url.protocol === 'https:' || isLocal) && url.username === '' && url.password === '';
}

/** Whether a list can name this. Below a wildcard stand two names or more: `*.com` would be everybody's. */
export function isHostEntry(entry: string): boolean {
  const isWildcard = entry.startsWith('*.');
  const host = entry.slice(isWildcard ? 2 : 0).toLowerCase();
  if (host.includes('*') || !URL.canParse(`https://${host}`)) return false;
  // What the parser writes otherwise would match no URL.
  const isHost = new URL(`https://${host}`).host === host.replace(/:443$/, '');
  return isHost && (!isWildcard || (/[^.]\.[^.]/.test(host) && !host.includes(':')));
}

/** Why a service's URL can't be used. http is for loopback only: a service on this machine, named explicitly. */
export function urlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return 'must be a URL';
  if (url.username || url.password) return 'must not hold a user name or password';
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return undefined;
  return 'must be an https URL (http is for loopback hosts only)';
}
