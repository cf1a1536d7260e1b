"""What people read: words, numbers, money and days in English, Russian, Chinese and Bulgarian."""
