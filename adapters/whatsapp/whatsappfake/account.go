package whatsappfake

import (
	"net/http"
	"strings"
)

// AddTemplate makes a template with a status; "APPROVED" can be sent.
func (s *Server) AddTemplate(name, language, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.templates[name+"/"+language] = status
}

// SetNumberStatus changes what the number is: "CONNECTED" to begin with.
func (s *Server) SetNumberStatus(status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status = status
}

// getNumber is GET /{number}, with the fields the package knows.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/phone-number-api
func (s *Server) getNumber(r *http.Request, _ []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := map[string]any{
		"verified_name": "Firstline", "display_phone_number": s.Account.DisplayNumber, "status": s.status, "quality_rating": "GREEN",
		"name_status": "APPROVED", "webhook_configuration": map[string]any{"application": s.hook.url},
	}
	out := map[string]any{"id": s.Account.PhoneNumberID}
	for field := range strings.SplitSeq(r.URL.Query().Get("fields"), ",") {
		if known[field] == nil {
			return refuse(100, "Tried accessing nonexisting field (%s)", field)
		}
		out[field] = known[field]
	}
	return ok(out)
}

// getToken is https://developers.facebook.com/docs/graph-api/reference/debug_token
func (s *Server) getToken(r *http.Request, _ []byte) answer {
	if r.URL.Query().Get("input_token") != s.Account.AccessToken {
		return refuse(100, "The input token is not valid")
	}
	const scope = "whatsapp_business_messaging"
	return ok(map[string]any{"data": map[string]any{
		"app_id": s.Account.AppID, "is_valid": true, "expires_at": 0, "scopes": []string{scope},
		"granular_scopes": []any{map[string]any{"scope": scope, "target_ids": []string{s.Account.AccountID}}},
	}})
}

func (s *Server) getSubscribed(*http.Request, []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	data := []any{}
	if s.hook.url != "" {
		data = append(data, map[string]any{"whatsapp_business_api_data": map[string]any{"id": s.Account.AppID, "name": "Firstline"}})
	}
	return ok(map[string]any{"data": data})
}

func (s *Server) getTemplates(r *http.Request, _ []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	data := []any{}
	for key, status := range s.templates {
		name, language, _ := strings.Cut(key, "/")
		if strings.Contains(name, r.URL.Query().Get("name")) {
			data = append(data, map[string]any{"name": name, "language": language, "status": status})
		}
	}
	return ok(map[string]any{"data": data})
}
