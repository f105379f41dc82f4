// As much of the browser's types as the journal uses. The compiler's own would give the server's code a `window` as well.

interface Request<T> {
  readonly result: T
  readonly error: { readonly name: string } | null
  addEventListener(event: 'success' | 'error' | 'upgradeneeded', listener: () => void): void
}

interface Store {
  add(value: string, key: number): unknown
  clear(): unknown
  getAll(): Request<unknown[]>
  getAllKeys(): Request<unknown[]>
}

export interface Transaction {
  readonly error: { readonly name: string } | null
  addEventListener(event: 'complete' | 'abort', listener: () => void): void
  objectStore(name: string): Store
}

export interface Database {
  createObjectStore(name: string): Store
  transaction(store: string, mode: 'readonly' | 'readwrite', options?: { durability: 'strict' }): Transaction
  close(): void
}

export interface Factory {
  open(name: string, version: number): Request<Database>
}

export interface Locks {
  request(name: string, options: { ifAvailable: true }, whileHeld: (lock: unknown) => Promise<void>): Promise<unknown>
}

export const settled = <T>(request: Request<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(new Error(request.error?.name ?? 'the database did not answer')))
  })
