import { objectTypesOf } from '../analysis/objects-of.ts';
import { headerOfBody } from '../objects/object-header.ts';
import { objectNameText } from '../objects/object-name.ts';
import { type ObjectView, viewObject } from '../objects/object-view.ts';
import { readTokenUser } from '../objects/tokens.ts';
import { hex8, type VirtualAddress } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { type Absent, isPresent, known, type Value } from '../units/value.ts';
import { whyAbsent } from './absence-text.ts';
import { defineCommand } from './command.ts';
import { objectLines } from './object-text.ts';
import { columnsOf } from './table.ts';

export interface ObjectResult {
  readonly address: VirtualAddress;
  readonly view: ObjectView | Absent;
  /** SID of the user, for tokens. */
  readonly user?: Value<string>;
}

export const objectCommand = defineCommand<ObjectResult>({
  name: '!object',
  summary: 'One object: type, counts, name',
  parameters: [{ name: 'Address', kind: 'address', meaning: 'where the body of the object lies' }],
  example: '!object 93a7b0c0',
  differs: 'Objects are found by address only, not by path. Tokens show the SID of their user.',
  run(session, args) {
    const address = args.number('Address') ?? 0;
    const view = viewObject(session.kernel, objectTypesOf(session), headerOfBody(address), true);
    const isToken = 'header' in view && view.type?.name === 'Token';
    return { address, view, user: isToken ? readTokenUser(session.kernel, address) : undefined };
  },
  *text({ address, view, user }) {
    yield* objectLines(address, view, { counts: true });
    if (user !== undefined)
      yield `        User: ${isPresent(user) ? printable(user.value) : whyAbsent(user)}`;
  },
  json: ({ address, view, user }) =>
    'header' in view
      ? {
          address: hex8(address),
          header: hex8(view.header.address),
          type: view.type?.name ?? null,
          handleCount: view.header.handleCount,
          pointerCount: view.header.pointerCount,
          name: view.name === undefined ? null : (known(objectNameText(view.name)) ?? null),
          user: user === undefined ? null : (known(user) ?? null),
        }
      : { address: hex8(address), absent: view.absent, at: view.at },
  table: ({ address, view, user }) => ({
    columns: columnsOf('address:hex header:hex type handleCount:number pointerCount:number name user why'),
    *rows() {
      if (!('header' in view)) {
        yield [address, null, null, null, null, null, null, `${view.absent}: ${view.at}`];
        return;
      }
      const { header, type, name } = view;
      const named = name === undefined ? null : (known(objectNameText(name)) ?? null);
      const owner = user === undefined ? null : (known(user) ?? null);
      const { handleCount, pointerCount } = header;
      yield [address, header.address, type?.name ?? null, handleCount, pointerCount, named, owner, null];
    },
  }),
});
