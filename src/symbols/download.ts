/** The server did not answer at all: asking it for more is of no use. */
export class ServerUnreachableError extends Error {
  constructor(reason: string) {
    super(`the server cannot be reached: ${reason}`);
    this.name = 'ServerUnreachableError';
  }
}

/**
 * Gets one file over HTTP(S). A longer answer than `maxBytes` is cut off as soon as it shows. Throws
 * an Error whose message says what the server did, ServerUnreachableError when it did nothing.
 */
export async function download(url: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(url, { signal, headers: { 'User-Agent': 'analyze-dump' } });
  } catch (error) {
    const cause = (error as Error).cause;
    throw new ServerUnreachableError(reasonOf(cause instanceof Error ? cause : (error as Error)));
  }
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`the server answers ${response.status} ${response.statusText}`.trimEnd());
  }
  const promised = Number(response.headers.get('content-length') ?? 0);
  if (promised > maxBytes || response.body === null) {
    await response.body?.cancel();
    throw new Error(response.body === null ? 'the answer is empty' : tooLong(maxBytes));
  }
  return await collect(response.body, maxBytes);
}

/** A failed connection to a name with several addresses has its reasons inside. */
function reasonOf(error: Error): string {
  const first = error instanceof AggregateError ? error.errors[0] : undefined;
  return error.message || (first instanceof Error ? first.message : error.name);
}

async function collect(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let total = 0;
  // Leaving the loop cancels the stream.
  for await (const part of body) {
    total += part.length;
    if (total > maxBytes) throw new Error(tooLong(maxBytes));
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function tooLong(maxBytes: number): string {
  return `the file is longer than ${maxBytes} bytes`;
}
