/**
 * Signing in with a passkey, and adding one. The page works without it:
 * its part of the page stays hidden until the browser says it can.
 */
const place = document.getElementById('passkey')
const status = place?.querySelector('[role=status]')
const say = (words) => {
  status.textContent = words
}

const fromText = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const withBytes = (list = []) => list.map((one) => ({ ...one, id: fromText(one.id) }))

async function ask(address, body) {
  const answer = await fetch(
    address,
    body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  )
  const words = await answer.json()
  if (!answer.ok) throw new Error(words.message)
  return words
}

/** A credential as plain JSON. Older browsers cannot do this by themselves. */
function plain({ id, rawId, type, authenticatorAttachment, response }) {
  const parts = {}
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'])
    if (response[name]) parts[name] = toText(response[name])
  if (response.getTransports) parts.transports = response.getTransports()
  return { id, rawId: toText(rawId), type, authenticatorAttachment, response: parts, clientExtensionResults: {} }
}

const ways = {
  async 'sign in'() {
    const options = await ask('/sign-in/passkey/options')
    const publicKey = {
      ...options,
      challenge: fromText(options.challenge),
      allowCredentials: withBytes(options.allowCredentials),
    }
    await ask('/sign-in/passkey', { response: plain(await navigator.credentials.get({ publicKey })) })
  },
  async add() {
    const options = await ask('/me/passkeys/options')
    const publicKey = {
      ...options,
      challenge: fromText(options.challenge),
      user: { ...options.user, id: fromText(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
    }
    await ask('/me/passkeys', { response: plain(await navigator.credentials.create({ publicKey })) })
  },
}

if (place && window.PublicKeyCredential && navigator.credentials) {
  place.hidden = false
  place.querySelector('button').addEventListener('click', async () => {
    say('Your device will ask you now.')
    try {
      await ways[place.dataset.do]()
      location.assign(place.dataset.then)
    } catch (error) {
      const stopped = ['NotAllowedError', 'AbortError'].includes(error.name)
      say(stopped ? 'Nothing was done. You can try again, or use another way.' : error.message)
    }
  })
}
