/** When the database is away for a moment, or we made a mistake: nothing typed is lost. */
import type { Context } from 'hono'
import { readForm } from '../../kit/form-reader.ts'
import { html } from '../../kit/html.ts'
import { styleHref } from '../../kit/page.ts'
import { isRefusal } from '../../kit/refuse.ts'
import type { Env } from '../../kit/web.ts'

/** A page that keeps what was typed and offers to send it again. Needs no database. */
export async function awayPage(c: Context<Env>, status: 500 | 503 = 503) {
  const typed = c.req.method === 'POST' ? await typedBefore(c) : {}
  const fields = Object.entries(typed).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, String(one)] as const),
  )
  const sorry = status === 503 ? 'We are away for a moment' : 'Something went wrong on our side'
  c.header('retry-after', '5')
  return c.html(
    html`<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${sorry}</title>
<link rel="stylesheet" href="${styleHref}">
</head>
<body>
<main id="main">
<h1>${sorry}</h1>
<p>This is our fault, not yours. Please try again in a few seconds.</p>
${
  c.req.method === 'POST'
    ? html`<p>What you typed is kept on this page. Nothing is lost.</p>
<form method="post" action="${new URL(c.req.url).pathname}">
${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button type="submit">Send it again</button>
</form>
${fields.filter(([, value]) => value.includes(' ')).map(([, value]) => html`<blockquote><p>${value}</p></blockquote>`)}`
    : html`<p><a class="button" href="${new URL(c.req.url).pathname}">Try again</a></p>`
}
</main>
</body>
</html>`,
    status,
  )
}

/** What was typed, also when the database went away before anybody could be asked whose form it is. */
async function typedBefore(c: Context<Env>) {
  const form = c.get('form') ?? (await readForm(c.req.raw))
  return isRefusal(form) ? {} : form.typed
}
