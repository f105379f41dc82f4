export interface NetworkRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON text; null for none. */
  readonly body: string | null
}

export interface NetworkAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * One request and its answer. It rejects when no whole answer came; whether the request arrived is then unknown. It
 * neither repeats nor times out by itself: the signal says when nobody waits any more.
 */
export interface Network {
  send(request: NetworkRequest, signal: AbortSignal): Promise<NetworkAnswer>
}
