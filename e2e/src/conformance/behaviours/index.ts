import type { Behaviour } from '../scene';
import { applying } from './applying';
import { deleting } from './deleting';
import { discovery } from './discovery';
import { patching } from './patching';
import { reading } from './reading';
import { requests } from './requests';
import { reviews } from './reviews';
import { validating } from './validating';
import { watching } from './watching';
import { writing } from './writing';

/** All that a client may rely on, by what it does. */
export const behaviours: Record<string, Behaviour[]> = { requests, discovery, reading, watching, writing, patching, applying, validating, deleting, reviews };
