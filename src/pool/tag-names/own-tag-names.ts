import { OWN_DRIVER_TAGS } from './own-driver-tags.ts';
import { OWN_KERNEL_TAGS } from './own-kernel-tags.ts';
import { OWN_SESSION_TAGS } from './own-session-tags.ts';
import { parsePoolTags } from './parse-pool-tags.ts';
import type { TagNames } from './tag-names.ts';

let names: TagNames | undefined;

/** The tag descriptions that come with this program, for when there is no pooltag.txt. */
export function ownTagNames(): TagNames {
  names ??= parsePoolTags(OWN_KERNEL_TAGS + OWN_DRIVER_TAGS + OWN_SESSION_TAGS);
  return names;
}
