/** Photos: made small and plain when they come in, and shown only to those who may read the post they belong to. */
import { sql } from 'kysely'
import { newId } from '../../kit/brand.ts'
import type { CommunitySettings } from '../../kit/community.ts'
import type { Db, Tx } from '../../kit/database.ts'
import { foreignFile, readForeign } from '../../kit/foreign-file.ts'
import { pictureLimits } from '../../kit/pictures.ts'
import { isRefusal, type Refusal, refuse } from '../../kit/refuse.ts'
import { tooBig } from '../../kit/too-big.ts'
import { mostPhotos, photoField } from './photo-fields.ts'
import type { PlainPhoto, readPhoto } from './photo-file.ts'
import type { CircleDoor } from './rules.ts'
import type { PostState } from './store.ts'

/** A photo as it is stored. Only `readPhoto` makes one, so nothing else can come in at a door. */
export class Photo {
  readonly bytes: Buffer
  readonly width: number
  readonly height: number
  readonly type = 'image/webp'
  readonly description: string
  readonly ofPeople: boolean

  constructor(made: PlainPhoto, description: string, ofPeople: boolean) {
    this.bytes = made.bytes
    this.width = made.width
    this.height = made.height
    this.description = description
    this.ofPeople = ofPeople
  }
}

const photoFile = foreignFile<typeof readPhoto>(new URL('./photo-file.ts', import.meta.url), 'readPhoto', pictureLimits)

/**
 * The photos of a form.
 *
 * @param typed the rest of the form: `photo_words_1` … and whether anybody is in them
 * @param fileOf the file chosen in a field
 */
export async function photosIn(
  typed: Readonly<Record<string, unknown>>,
  fileOf: (field: string) => Promise<File | undefined>,
  settings: CommunitySettings,
): Promise<Photo[] | Refusal> {
  const photos: Photo[] = []
  const fields: Record<string, string> = {}
  for (let n = 1; n <= mostPhotos; n++) {
    const file = await fileOf(photoField(n))
    if (!file) continue
    const name = `photo_words_${n}`
    const description = String(typed[name] ?? '')
      .replace(/[\u0000-\u001f\u007f]/g, ' ')
      .trim()
    if (!description) fields[name] = `Say what photo ${n} shows, for those who cannot see it.`
    else if (description.length > 500) fields[name] = 'Please keep this to 500 letters.'
    if (file.type === tooBig) {
      fields[photoField(n)] = `Photo ${n} is too big. All photos together can be 12 MB. Please choose a smaller one.`
      continue
    }
    const made = await readForeign(photoFile, photoField(n), new Uint8Array(await file.arrayBuffer()))
    if (isRefusal(made) && made.status === 429) return made
    if (!made || isRefusal(made))
      fields[photoField(n)] = `We could not read photo ${n}. Please choose another, such as a JPEG or PNG.`
    else photos.push(new Photo(made, description, typed.people === 'yes'))
  }
  if (photos.length > 0 && typed.people !== 'yes' && typed.people !== 'no')
    fields.people = 'Say if anybody is in these photos.'
  if (photos.length > 0 && typed.people === 'yes' && !settings.photosOfPeople)
    fields.people = 'Photos of people are not shared here. Please choose photos without anybody in them.'
  const [because] = Object.values(fields)
  return because ? refuse(because, 422, fields) : photos
}

export async function insertPhotos(db: Tx, post: string, photos: readonly Photo[]) {
  if (photos.length === 0) return
  await db
    .insertInto('photo')
    .values(
      photos.map(({ bytes, width, height, type, description, ofPeople }, position) => ({
        id: newId(),
        post,
        description,
        of_people: ofPeople,
        type,
        width,
        height,
        bytes,
        position,
      })),
    )
    .execute()
}

export interface StoredPhoto {
  type: string
  bytes: Buffer
  author: string
  state: PostState
  shown: boolean
  door: CircleDoor
  inside: boolean
}

/** A photo and what decides who may see it. */
export async function photoById(db: Db, id: string, member: string | null): Promise<StoredPhoto | null> {
  const { rows } = await sql<StoredPhoto>`
    select f.type, f.bytes, p.author, p.state, c.shown, o.door,
      exists (select from circle_member i where i.circle = o.id and i.member = ${member}::uuid) as inside
    from photo f
    join post p on p.id = f.post
    join conversation c on c.id = p.conversation
    join circle o on o.id = c.circle
    where f.id = ${id}`.execute(db)
  return rows[0] ?? null
}
