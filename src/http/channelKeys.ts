/** Milliseconds for each of two requests. */
const requestMs = 2_500;

/**
 * Rejects where the keys can't be had by which the tokens of the channel are checked. The SDK keeps them for a day:
 * botframework-connector src/auth/openIdMetadata.ts.
 */
export async function checkChannelKeys(metadataUrl: string): Promise<void> {
  const { jwks_uri: keysUrl } = (await read(metadataUrl)) as { jwks_uri?: unknown };
  const { keys } = (await read(String(keysUrl))) as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0) throw new Error('The channel has no keys');
}

async function read(url: string): Promise<object> {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(requestMs) });
  if (!answer.ok) throw new Error(`The channel answered ${answer.status}`);
  return (await answer.json()) as object;
}
