STUDIO=http://localhost:8000
KEY=avs_your_key

studio() { curl -sS --fail-with-body -H "Authorization: Bearer $KEY" "$@"; }
field() { python3 -c "import json, sys; print(json.load(sys.stdin)$1)"; }

# The first presenter, and what it says
AVATAR=$(studio "$STUDIO/api/v1/avatars/" | field '["results"][0]["id"]')
VIDEO=$(studio "$STUDIO/api/v1/videos/" -H "Content-Type: application/json" \
  -d "{\"avatar\": \"$AVATAR\", \"voice\": \"piper-joe-en\", \"text\": \"Hello from a script.\"}" | field '["id"]')

# Wait until it is made
while STATE=$(studio "$STUDIO/api/v1/videos/$VIDEO/" | field '["job"]["state"]'); do
  case $STATE in queued | running) sleep 2 ;; *) break ;; esac
done

# Fetch the file
FILE=$(studio "$STUDIO/api/v1/videos/$VIDEO/" | field '["download_url"]')
studio "$STUDIO$FILE" -o hello.mp4 && echo "hello.mp4: $STATE"
