/** The server failed in a way that would only repeat itself: asking it for more is of no use. */
export class ServerGivenUpError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ServerGivenUpError';
  }
}

/**
 * Gets one file over HTTP(S). A longer answer than `maxBytes` is cut off as soon as it shows. Throws
 * an Error whose message says what the server did; ServerGivenUpError when it did nothing, was too
 * slow, or sent more than it promised.
 */
export async function download(url: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(url, { signal, headers: { 'User-Agent': 'analyze-dump' } });
  } catch (error) {
    const cause = (error as Error).cause;
    const reason = reasonOf(cause instanceof Error ? cause : (error as Error));
    throw new ServerGivenUpError(`the server cannot be reached: ${reason}`);
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
  try {
    // Leaving the loop cancels the stream.
    for await (const part of body) {
      total += part.length;
      if (total > maxBytes) throw new ServerGivenUpError(tooLong(maxBytes));
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof ServerGivenUpError) throw error;
    if ((error as Error).name === 'TimeoutError')
      throw new ServerGivenUpError('the server is too slow: the time allowed for one file is over');
    throw new Error(`the answer breaks off after ${total} bytes`);
  }
  return Buffer.concat(parts);
}

function tooLong(maxBytes: number): string {
  return `the file is longer than ${maxBytes} bytes`;
}
