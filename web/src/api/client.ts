/** What the server or the way to it answers when it does not do what was asked (RFC 9457). */
export class Problem extends Error {
  constructor(
    message: string,
    readonly status?: number,
    /** Sentences by the name of the field they are about. */
    readonly fields: Record<string, string[]> = {},
  ) {
    super(message);
  }
}

/** @throws {Problem} */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await ask(path, { signal })).json() as Promise<T>;
}

/** Posts and gives the path to follow for the outcome. @throws {Problem} */
export async function startOperation(path: string, body: unknown): Promise<string> {
  const response = await ask(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const location = response.headers.get('Operation-Location') ?? response.headers.get('Location');
  if (!location) {
    throw new Problem('It was started, but the server did not say where to follow it. See the list of runs.');
  }
  return new URL(location, window.location.origin).pathname;
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted) {
      throw error;
    }
    throw new Problem('The server does not answer. Is it still running?');
  }
  if (!response.ok) {
    throw await problemOf(response);
  }
  return response;
}

interface ProblemDetails {
  title?: string;
  detail?: string;
  errors?: Record<string, string[]>;
}

async function problemOf(response: Response): Promise<Problem> {
  const isJson = /\bjson\b/.test(response.headers.get('Content-Type') ?? '');
  const details: ProblemDetails = isJson ? await response.json().catch(() => ({})) : {};
  return new Problem(details.detail ?? details.title ?? sentenceFor(response.status), response.status, details.errors);
}

function sentenceFor(status: number): string {
  switch (status) {
    case 401:
      return 'Please sign in again.';
    case 403:
      return 'You may not see or do this.';
    case 404:
      return 'This does not exist.';
    default:
      return `The server could not do this (${status}).`;
  }
}
