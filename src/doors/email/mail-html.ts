/** The frame of an HTML mail: text and links, nothing fetched from anywhere, readable at any size and in the dark. */
import { type Html, html } from '../../kit/html.ts'

/**
 * The first words of a mail show on a lock screen, so these say nothing of what it is about,
 * and are long enough to fill a preview.
 */
export const replyLead =
  'Hello, somebody has replied to something you wrote. Their words are further down in this mail, for when it is a good moment to read them. You do not have to answer.'
export const digestLead = (since: string) =>
  `Hello, this is what is new since ${since}. Nothing in this mail has to be read today. Read it when it is a good moment for you, or leave it. The list starts further down.`

/**
 * @param title the subject, which names nothing
 * @param lead the first words, shown on lock screens
 */
export async function mailHtml(title: string, lead: string, body: Html, foot: Html): Promise<string> {
  return String(
    await html`<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
</head>
<body style="font:1rem/1.5 sans-serif;max-width:38rem;margin:0 auto;padding:1rem">
<p>${lead}</p>
<hr>
${body}
<hr>
${foot}
</body>
</html>`,
  )
}
