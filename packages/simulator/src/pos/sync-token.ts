// A token for the service. Its name is the namespace of the webhooks: what it changes itself is not told to it.
const scopes = [
  'read-profiles',
  'create-profiles',
  'update-profiles',
  'read-identities',
  'read-changes',
  'read-webhooks',
  'create-webhooks',
  'update-webhooks',
]

export async function makeSyncToken({ url, token }: { url: string; token: string }): Promise<string> {
  const response = await fetch(`${url}/api/v3/auth/api-tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'tillside-sync', scopes }),
  })
  const { accessToken } = (await response.json()) as { accessToken?: string }
  if (accessToken === undefined) throw new Error(`no token could be made for tillside-sync: ${response.status}`)
  return accessToken
}
