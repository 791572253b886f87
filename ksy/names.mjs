// Names as the Kaitai compiler makes them for JavaScript.

/** `len_block` -> `lenBlock` */
export function camel(id) {
  return id.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

/** `pool_header` -> `PoolHeader` */
export function pascal(id) {
  const name = camel(id);
  return name[0].toUpperCase() + name.slice(1);
}
