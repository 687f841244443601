// What a camera would see, made of the QR codes that the server draws.
import { writeFileSync } from "node:fs";

const WIDTH = 640;
const HEIGHT = 480;

/** The QR code of a text as a data URI, through the label's own renderer. */
export async function qrCodeOf(server, tokenId) {
  const query = "query($id: ID!) { staticToken(id: $id) { qrCode(format: PNG, moduleSize: 8) } }";
  return (await server.asOwner(query, { id: tokenId })).staticToken.qrCode;
}

/** A picture of a label on a grey table, as luminances row by row. Drawn by a browser's page. */
async function label(page, dataUri) {
  const luminances = await page.evaluate(
    async ([source, width, height]) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = new OffscreenCanvas(width, height);
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#999";
      pen.fillRect(0, 0, width, height);
      pen.translate(width / 2, height / 2);
      pen.rotate(0.15);
      pen.drawImage(image, -130, -130, 260, 260);
      const { data } = pen.getImageData(0, 0, width, height);
      return Array.from({ length: width * height }, (_, at) => data[at * 4]);
    },
    [dataUri, WIDTH, HEIGHT],
  );
  return Uint8Array.from(luminances);
}

/** Writes a film of the label for Chromium's fake camera (YUV4MPEG2, which needs no encoder). */
export async function writeFilm(page, dataUri, path) {
  const grey = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const frame = Buffer.concat([Buffer.from("FRAME\n"), await label(page, dataUri), grey]);
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  writeFileSync(path, Buffer.concat([header, frame, frame]));
}
