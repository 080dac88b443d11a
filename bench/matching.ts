/** How long it takes to rank a whole community for somebody who would like to meet another family. */
import { type Candidate, rank } from '../src/areas/ties/ranking.ts'
import { type Asker, type Channel, channels, type Fact } from '../src/areas/ties/ranking-facts.ts'
import { candidatesFor } from '../src/areas/ties/match-people.ts'
import { type Field, fieldNames, optionsFor } from '../src/areas/members/cared-for.ts'
import type { Condition } from '../src/kit/community.ts'
import { newId } from '../src/kit/brand.ts'
import { lookAheads } from '../src/kit/look-ahead.ts'
import type { MemberId } from '../src/kit/who.ts'
