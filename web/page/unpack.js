// Packs of a line, opened one after another by the module web/pack. Runs in a worker and under node.

export class Unpacker {
  // module: the bytes of unpack.wasm
  constructor(module) {
    this.x = new WebAssembly.Instance(new WebAssembly.Module(module)).exports;
  }
  // The file of the next pack of the line. After a pack that is damaged none can be opened.
  open(pack) {
    const { memory, ck_pack_room, ck_pack_file, ck_pack_open } = this.x,
      size = ck_pack_open(this.put(pack, ck_pack_room()));
    if (!size) throw new Error('damaged pack');
    return new Uint8Array(memory.buffer).slice(ck_pack_file(), ck_pack_file() + size);
  }
  put(bytes, at) {
    if (bytes.length > 1 << 20) return 0;
    new Uint8Array(this.x.memory.buffer).set(bytes, at);
    return bytes.length;
  }
}
