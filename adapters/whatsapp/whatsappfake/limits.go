package whatsappfake

import "time"

// What the real service enforces, by Meta's pages below
// https://developers.facebook.com/documentation/business-messaging/whatsapp/
const (
	// maxText is the longest text: messages/text-messages.
	maxText = 4096
	// Buttons: messages/interactive-reply-buttons-messages.
	maxButtonBody  = 1024
	maxButtons     = 3
	maxButtonTitle = 20
	maxButtonID    = 256
	// Lists: messages/interactive-list-messages. The page allows a longer body; the
	// shorter one is what others report.
	maxListBody   = 1024
	maxRows       = 10
	maxRowTitle   = 24
	maxRowID      = 200
	maxListButton = 20
	// maxCaption is the longest text under a file: messages/image-messages.
	maxCaption = 1024
	// maxTracker is the longest biz_opaque_callback_data:
	// reference/whatsapp-business-phone-number/message-api.
	maxTracker = 512
	// window is how long free text is allowed after the person wrote:
	// messages/send-messages#customer-service-windows.
	window = 24 * time.Hour
	// urlFor is how long the address of a file is good:
	// business-phone-numbers/media#get-media-url.
	urlFor = 5 * time.Minute
	// maxRequest bounds a call, in bytes: the largest upload.
	maxRequest = 101 << 20
)

// maxMedia is the largest file of a kind, in bytes, and mediaTypes the kinds:
// business-phone-numbers/media#supported-media-types.
var maxMedia = map[string]int{"image": 5 << 20, "audio": 16 << 20, "video": 16 << 20, "document": 100 << 20, "sticker": 500 << 10}

var mediaTypes = map[string]string{
	"audio/aac": "audio", "audio/amr": "audio", "audio/mpeg": "audio", "audio/mp4": "audio", "audio/ogg": "audio",
	"image/jpeg": "image", "image/png": "image", "image/webp": "sticker", "video/mp4": "video", "video/3gpp": "video",
}
