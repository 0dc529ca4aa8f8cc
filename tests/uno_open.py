"""For the scripts run by the system's Python beside LibreOffice: a document opened over its socket."""

import uno
from com.sun.star.beans import PropertyValue


def prop(name, value):
    item = PropertyValue()
    item.Name, item.Value = name, value
    return item


def opened(port, source):
    """The context of the LibreOffice at a port, and the document opened in it without a window."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    context = resolver.resolve(f"uno:socket,host=localhost,port={port};urp;StarOffice.ComponentContext")
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    return context, desktop.loadComponentFromURL(f"file://{source}", "_blank", 0, (prop("Hidden", True),))
