import { type ChangeEvent, type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class-names";
import { Confirmation } from "@/ui/confirmation";
import { uiCopy } from "@/ui/copy";
import { FieldError } from "@/ui/field-error";
import { Picture } from "@/ui/picture";
import { FormError } from "./form-error";
import { SubmitButton } from "./submit-button";

/** Width and height in pixels of the uploaded picture. No page shows it larger. */
const outputSize = 512;
const acceptedTypes = "image/png,image/jpeg,image/webp";

const copy = uiCopy.picture;

type PicturePickerProps = {
  /** What the picture is called in texts: "picture" or "logo". */
  noun: string;
  /** The name whose initials stand in for a missing picture. */
  name: string;
  image: string | null | undefined;
  shape?: "person" | "organization";
  /** The error of the last save. */
  error: unknown;
  onSave: (picture: Blob) => Promise<unknown>;
  onDelete: () => Promise<unknown>;
};

/** Changes the picture of a user or an organization: previews the chosen file, cropped to a square, before it is saved. */
export function PicturePicker({ noun, name, image, shape = "person", error, onSave, onDelete }: PicturePickerProps) {
  const [chosen, setChosen] = useState<ImageBitmap | null>(null);
  const [fileError, setFileError] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (chosen && canvas.current) draw(chosen, canvas.current);
  }, [chosen]);

  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    // Otherwise choosing the same file again would not fire a change event.
    event.target.value = "";
    if (!file) return;
    try {
      setChosen(await createImageBitmap(file));
      setFileError(null);
    } catch {
      setFileError(copy.unreadable);
    }
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setPending(true);
    try {
      const picture = await encode(canvas.current);
      await onSave(picture);
      setChosen(null);
    } catch {
      // The mutation shows the error; the preview stays, to retry.
    } finally {
      setPending(false);
    }
  };

  return (
    <form className="grid gap-3" onSubmit={(event) => void save(event)}>
      <div className="flex flex-wrap items-center gap-4">
        {chosen ? (
          <canvas
            ref={canvas}
            width={outputSize}
            height={outputSize}
            role="img"
            aria-label={copy.preview(noun)}
            className={classNames("size-16 bg-hover", shape === "person" ? "rounded-full" : "rounded-md")}
          />
        ) : (
          <Picture name={name} image={image} shape={shape} className="size-16! text-xl!" />
        )}
        <input ref={input} type="file" accept={acceptedTypes} tabIndex={-1} aria-label={copy.choose(noun)} className="sr-only" onChange={(event) => void choose(event)} />
        <div className="flex flex-wrap gap-2">
          {chosen ? (
            <>
              <SubmitButton size="small" pending={pending}>
                {copy.save(noun)}
              </SubmitButton>
              <Button size="small" disabled={pending} onClick={() => setChosen(null)}>
                {copy.cancel}
              </Button>
            </>
          ) : (
            <>
              <Button size="small" onClick={() => input.current?.click()}>
                {(image ? copy.change : copy.choose)(noun)}
              </Button>
              {image && (
                <Confirmation
                  trigger={
                    <Button size="small" variant="ghost">
                      {copy.remove}
                      <span className="sr-only"> {noun}</span>
                    </Button>
                  }
                  title={copy.removeTitle(noun)}
                  description={copy.consequence}
                  confirm={copy.remove}
                  onConfirm={onDelete}
                />
              )}
            </>
          )}
        </div>
      </div>
      <p className="text-xs text-quiet">{copy.hint}</p>
      <FieldError>{fileError}</FieldError>
      <FormError error={error} />
    </form>
  );
}

/** Draws the centre square of a picture so that it fills the canvas. */
function draw(picture: ImageBitmap, canvas: HTMLCanvasElement): void {
  const cropSize = Math.min(picture.width, picture.height);
  const [left, top] = [(picture.width - cropSize) / 2, (picture.height - cropSize) / 2];
  const context = canvas.getContext("2d");
  if (!context) return;
  context.imageSmoothingQuality = "high";
  context.clearRect(0, 0, outputSize, outputSize);
  context.drawImage(picture, left, top, cropSize, cropSize, 0, 0, outputSize, outputSize);
}

/** Encodes the canvas as WebP, or as PNG where the browser cannot encode WebP. */
function encode(canvas: HTMLCanvasElement | null): Promise<Blob> {
  return new Promise((resolve, reject) => {
    if (!canvas) return reject(new Error("no picture is chosen"));
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture cannot be written"))), "image/webp", 0.9);
  });
}
